# SPDX-License-Identifier: ISC
# The reference tunnel: libraries by layer, programs, tests.

BACKENDS  ?= openssl

LIBS += ettref ettio
ettref_src := $(wildcard ref/base/*.c ref/wire/*.c ref/crypto/*.c \
             $(BACKENDS:%=ref/crypto/%/*.c) ref/proto/*.c)
ettio_src := $(wildcard ref/io/*.c)

crypto_ld := $(call dep,--libs,libcrypto)
io_ld     := $(call dep,--libs,libuv) $(crypto_ld)

ref_progs := ett-server ett-client ett-keygen ett
PROGS     += $(foreach p,$(ref_progs),$(if $(wildcard ref/bin/$(p).c),$(p)))
$(foreach p,$(ref_progs),$(eval $(p)_src := ref/bin/$(p).c ref/bin/opt.c) \
	$(eval $(p)_use := ettio ettref) $(eval $(p)_ld := $(io_ld)))

# One test program for each ref/test/test_*.c; the rest of the folder is what
# they share.
LIBS += etttest
etttest_src := $(filter-out ref/test/test_%,$(wildcard ref/test/*.c))
ref_tests := $(patsubst ref/test/%.c,%,$(wildcard ref/test/test_*.c))
CHECKS    += $(ref_tests)
$(foreach t,$(ref_tests),$(eval $(t)_src := ref/test/$(t).c) \
	$(eval $(t)_use := etttest ettio ettref) \
	$(eval $(t)_ld := $(call dep,--libs,cmocka) $(io_ld)))

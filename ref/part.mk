# SPDX-License-Identifier: ISC
# The reference tunnel: libraries by layer, programs, tests.

DEFINES += -DETT_BACKENDS='$(foreach b,$(BACKENDS),BACKEND($(b)))'

LIBS += ettref ettio
ettref_src := $(wildcard ref/base/*.c ref/wire/*.c ref/crypto/*.c \
              $(BACKENDS:%=ref/crypto/%/*.c) ref/proto/*.c)
ettio_src  := $(wildcard ref/io/*.c)

io_ld := $(call libs,uv) $(crypto_ld)

# The programs, and what they share.
LIBS += ettbin
ref_progs  := $(patsubst ref/bin/%.c,%,$(wildcard ref/bin/ett.c ref/bin/ett-*.c))
ettbin_src := $(filter-out $(ref_progs:%=ref/bin/%.c),$(wildcard ref/bin/*.c))
PROGS += $(ref_progs)
$(foreach p,$(ref_progs),$(eval $(p)_src := ref/bin/$(p).c) \
	$(eval $(p)_use := ettbin ettio ettref) $(eval $(p)_ld := $(io_ld)))

# One test program for each ref/test/test_*.c, but for those of backends that
# are not built in; the rest of the folder is what they share.
absent := $(filter-out $(BACKENDS),\
          $(patsubst ref/crypto/%/backend.c,%,$(wildcard ref/crypto/*/backend.c)))
LIBS += etttest
etttest_src := $(filter-out ref/test/test_%,$(wildcard ref/test/*.c))
ref_tests := $(filter-out $(absent:%=test_%),\
             $(patsubst ref/test/%.c,%,$(wildcard ref/test/test_*.c)))
CHECKS    += $(ref_tests)
$(foreach t,$(ref_tests),$(eval $(t)_src := ref/test/$(t).c) \
	$(eval $(t)_use := etttest ettio ettref) \
	$(eval $(t)_ld := $(call libs,cmocka) $(io_ld)))

# This one counts allocations, and makes them fail.
test_alloc_ld += -Wl,--wrap=malloc,--wrap=calloc,--wrap=free

# And this one those of its own backend.
test_tomcrypt_ld += -Wl,--wrap=calloc

# The same for what the programs are made of.
bin_tests := $(patsubst ref/bin/test/%.c,%,$(wildcard ref/bin/test/test_*.c))
CHECKS    += $(bin_tests)
$(foreach t,$(bin_tests),$(eval $(t)_src := ref/bin/test/$(t).c) \
	$(eval $(t)_use := etttest ettbin ettio ettref) \
	$(eval $(t)_ld := $(call libs,cmocka) $(io_ld)))

# The load of the scenarios.
TOOLS    += pump
pump_src := $(wildcard ref/test/pump/*.c)
pump_use := etttest ettref
pump_ld  := $(crypto_ld)

# Its secrets are valgrind's to follow, so it is there where that is.
ct := $(if $(wildcard /usr/include/valgrind/memcheck.h),ct)
TOOLS  += $(ct)
ct_src := $(wildcard ref/test/ct/*.c)
ct_use := ettresult etttest ettref
ct_ld  := $(call libs,jansson) $(crypto_ld)

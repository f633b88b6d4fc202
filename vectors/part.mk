# SPDX-License-Identifier: ISC
# Vectors: the runner, the kinds, and the program.

LIBS += ettvec
vec_progs  := $(patsubst vectors/%.c,%,$(wildcard vectors/ett-*.c))
vec_maker  := $(wildcard vectors/make*.c)
ettvec_src := $(filter-out $(vec_progs:%=vectors/%.c) $(vec_maker),\
              $(wildcard vectors/*.c))
vec_use    := ettvec etttest ettresult ettref
vec_ld     := $(call libs,jansson) $(crypto_ld)

PROGS += $(vec_progs)
$(foreach p,$(vec_progs),$(eval $(p)_src := vectors/$(p).c) \
	$(eval $(p)_use := $(vec_use)) $(eval $(p)_ld := $(vec_ld)))

# What wrote ett's own files; not installed.
TOOLS            += vectors-make
vectors-make_src := $(vec_maker)
vectors-make_use := $(vec_use)
vectors-make_ld  := $(vec_ld)
vectors-files: $(BUILD)/vectors-make ## ett's own vector files, written anew
	$(BUILD)/vectors-make vectors
.PHONY: vectors-files

# One of the tests asks OpenSSL itself.
vec_tests := $(filter-out $(if $(filter openssl,$(BACKENDS)),,test_sshkdf),\
             $(patsubst vectors/test/%.c,%,$(wildcard vectors/test/test_*.c)))
CHECKS    += $(vec_tests)
$(foreach t,$(vec_tests),$(eval $(t)_src := vectors/test/$(t).c) \
	$(eval $(t)_use := $(vec_use)) \
	$(eval $(t)_ld := $(call libs,cmocka) $(vec_ld)))

# Libraries against each other.
LIBS += ettinterop
ettinterop_src  := $(wildcard vectors/interop/*.c)
ett-interop_use := ettinterop $(vec_use)
$(foreach t,$(filter test_interop%,$(vec_tests)),\
	$(eval $(t)_use := ettinterop $(vec_use)))

install: install-vectors
install-vectors:
	for file in vectors/policy $(wildcard vectors/INDEX.json \
	    vectors/*/*.json); do install -Dm644 $$file \
		$(DESTDIR)$(PREFIX)/share/ett/$$file; done
.PHONY: install-vectors

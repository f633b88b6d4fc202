# SPDX-License-Identifier: ISC
# The judge: its peer, its engine, its cases, and the program.

LIBS += ettconf
ettconf_src := $(wildcard conformance/peer/*.c conformance/engine/*.c \
               conformance/target/*.c conformance/suites/*.c \
               conformance/suites/*/*.c)
conf_use := ettconf etttest ettreport ettresult ettref
conf_ld  := $(call libs,xml2 jansson) $(crypto_ld)

PROGS += ett-conform
ett-conform_src := $(wildcard conformance/*.c)
ett-conform_use := $(conf_use)
ett-conform_ld  := $(conf_ld)

conf_tests := $(patsubst conformance/test/%.c,%,\
              $(wildcard conformance/test/test_*.c))
CHECKS     += $(conf_tests)
LIBS          += ettrogue
ettrogue_src  := $(wildcard conformance/test/rogue*.c \
                 conformance/test/hostile*.c)
$(foreach t,$(conf_tests),$(eval $(t)_src := conformance/test/$(t).c) \
	$(eval $(t)_use := ettrogue $(conf_use)) \
	$(eval $(t)_ld := $(call libs,cmocka) $(conf_ld)))

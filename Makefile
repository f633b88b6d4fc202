# SPDX-License-Identifier: ISC
# GNU Make.  "make help" lists what you can ask for.  Settings:
#   BUILD=dir  SAN=address,undefined  CC=clang  WERROR=1  V=1  LONG=1
#   PREFIX=/usr/local  DESTDIR=  TARGET=inproc  BACKENDS="openssl nettle"

BUILD   ?= build
CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local
TARGET  ?= inproc
VERSION := 0.1.0

# The crypto libraries to build in; what pkg-config, and the linker, call them.
# Intel's is there on x86 alone; it serves what `auto` favors it for.
BACKENDS     ?= openssl nettle tomcrypt gcrypt $(if $(wildcard \
                /usr/include/intel-ipsec-mb.h),ipsecmb)
openssl_pkg  := libcrypto
openssl_ld   := crypto
nettle_pkg   := hogweed nettle gmp
nettle_ld    := hogweed nettle gmp
tomcrypt_pkg := libtomcrypt libtommath
tomcrypt_ld  := tomcrypt tommath
gcrypt_pkg   := libgcrypt
gcrypt_ld    := gcrypt
ipsecmb_lib  := -lIPSec_MB
DEPS := $(foreach b,$(BACKENDS),$($(b)_pkg)) libuv jansson libxml-2.0 cmocka

# Asked once.  `run` and `test` install what is missing, then come back here.
ifneq ($(filter-out run test deps help clean,$(or $(MAKECMDGOALS),all)),)
PKG := $(shell pkg-config --cflags --libs $(DEPS) || echo missing)
ifneq ($(filter missing,$(PKG)),)
$(error libraries are missing (named above); ".ci/deps build" installs them)
endif
endif
libs = $(filter -L% $(1:%=-l%),$(PKG))
crypto_ld := $(call libs,$(foreach b,$(BACKENDS),$($(b)_ld))) \
             $(foreach b,$(BACKENDS),$($(b)_lib))

WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wundef \
            -Wstrict-prototypes -Wcast-align -Wwrite-strings
HARDEN   := $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer,-fPIE \
            -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
HARDENLD := -Wl,--as-needed \
            $(if $(SAN),-fsanitize=$(SAN),-pie -Wl,-z,relro -Wl,-z,now)
DEFINES  := -D_XOPEN_SOURCE=700 -DETT_RELEASE='"$(VERSION)"'
C_FLAGS   = -std=c11 $(DEFINES) -Iref -I. $(filter -I% -D%,$(PKG)) $(WARN) \
            $(HARDEN) $(CPPFLAGS) $(CFLAGS)
say       = $(if $(V),,@printf '  %-4s %s\n' $(1) $@;)

all:         ## libraries and programs

# A part.mk adds names to these lists and sets NAME_src, NAME_use (our
# libraries, in link order) and NAME_ld.  PROGS are installed; TOOLS are what
# scenarios need besides; CHECKS are test programs, run by prove.
LIBS   :=
PROGS  :=
TOOLS  :=
CHECKS :=
include $(wildcard */part.mk)

obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
define library
$(BUILD)/lib$(1).a: $(call obj,$($(1)_src))
endef
define program
$(BUILD)/$(1): $(call obj,$($(1)_src)) $(patsubst %,$(BUILD)/lib%.a,$($(1)_use))
endef
$(foreach l,$(LIBS),$(eval $(call library,$(l))))
$(foreach p,$(PROGS) $(TOOLS) $(CHECKS),$(eval $(call program,$(p))))

all: $(LIBS:%=$(BUILD)/lib%.a) $(patsubst %,$(BUILD)/%,$(PROGS) $(TOOLS))

# What objects and libraries are made of, beside files: written down, and
# written anew when it is no longer true.
flags := $(strip $(CC) $(LDFLAGS) $(C_FLAGS))
names := $(sort $(foreach n,$(LIBS) $(PROGS) $(TOOLS) $(CHECKS),$($(n)_src)))
ifneq ($(flags),$(file <$(BUILD)/flags))
$(BUILD)/flags: force
endif
ifneq ($(names),$(file <$(BUILD)/names))
$(BUILD)/names: force
endif
$(BUILD)/flags $(BUILD)/names:
	$(shell mkdir -p $(BUILD))$(file >$@,$($(@F)))

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(C_FLAGS) $(if $(WERROR),-Werror) -MMD -MP -c $< -o $@
$(BUILD)/lib%.a: $(BUILD)/names
	$(call say,AR)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)
$(patsubst %,$(BUILD)/%,$(PROGS) $(TOOLS) $(CHECKS)):
	$(call say,LD)$(CC) $(LDFLAGS) $(HARDENLD) $^ $($(@F)_ld) -o $@

include .ci/part.mk
check: all $(CHECKS:%=$(BUILD)/%) ## unit tests
	prove -e '' $(CHECKS:%=$(BUILD)/%)
install: all ## into DESTDIR and PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin
	install $(PROGS:%=$(BUILD)/%) $(DESTDIR)$(PREFIX)/bin
	for page in $(wildcard */man/*.[1-8]); do install -Dm644 $$page \
		$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; done
clean:       ## forget what was built
	rm -rf $(BUILD)
help:        ## this list
	@sed -n 's/^\([a-z-]*\):.*## */  \1\t/p' Makefile .ci/part.mk | expand -t 16

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
.PHONY: all check install clean help force
.DELETE_ON_ERROR:

# SPDX-License-Identifier: ISC
# GNU Make.  "make help" lists what you can ask for.  Settings:
#   BUILD=dir  SAN=address,undefined  CC=clang  WERROR=1  V=1

BUILD    ?= build
CFLAGS   ?= -O2 -g
VERSION  := 0.1.0
DEPS     := libcrypto libuv jansson libxml-2.0 cmocka

CPPFLAGS += -D_POSIX_C_SOURCE=200809L -DETT_RELEASE='"$(VERSION)"' -Iref -I.
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wundef \
            -Wstrict-prototypes -Wcast-align -Wwrite-strings \
            $(if $(WERROR),-Werror)
ifdef SAN
HARDEN   := -fsanitize=$(SAN) -fno-omit-frame-pointer
HARDENLD := -fsanitize=$(SAN)
else
HARDEN   := -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2
HARDENLD := -pie -Wl,-z,relro -Wl,--as-needed
endif

# pkg-config is asked once; what is missing is named by .ci/deps.
ifneq ($(filter-out help clean deps,$(or $(MAKECMDGOALS),all)),)
missing  := $(strip $(foreach d,$(DEPS),$(shell pkg-config --exists $(d) || echo $(d))))
endif
dep      = $(shell pkg-config $(1) $(2))
DEP_CFLAGS := $(if $(missing),,$(call dep,--cflags,$(DEPS)))

C_FLAGS   = $(CPPFLAGS) -std=c11 $(WARN) -MMD -MP $(HARDEN) $(CFLAGS) $(DEP_CFLAGS)
say       = $(if $(V),,@printf '  %-4s %s\n' $(1) $@;)

all:     ## libraries and programs

# A part.mk adds names to these lists and sets NAME_src, NAME_use (our
# libraries, in link order) and NAME_ld.  CHECKS are test programs run by prove.
LIBS   :=
PROGS  :=
CHECKS :=
include $(wildcard */part.mk)

obj = $(patsubst %.c,$(BUILD)/%.o,$(1))
define library
$(BUILD)/lib$(1).a: $(call obj,$($(1)_src))
	$$(call say,AR)rm -f $$@ && $(AR) rcs $$@ $$^
endef
define program
$(BUILD)/$(1): $(call obj,$($(1)_src)) $(patsubst %,$(BUILD)/lib%.a,$($(1)_use))
endef
$(foreach l,$(LIBS),$(eval $(call library,$(l))))
$(foreach p,$(PROGS) $(CHECKS),$(eval $(call program,$(p))))

all: $(LIBS:%=$(BUILD)/lib%.a) $(PROGS:%=$(BUILD)/%)
	$(if $(missing),$(error missing: $(missing); run .ci/deps))

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(C_FLAGS) -c $< -o $@
$(PROGS:%=$(BUILD)/%) $(CHECKS:%=$(BUILD)/%):
	$(call say,LD)$(CC) $(LDFLAGS) $(HARDENLD) $^ $($(@F)_ld) -o $@

check: $(CHECKS:%=$(BUILD)/%) ## unit tests
	prove -e '' $(CHECKS:%=$(BUILD)/%)
clean:   ## forget what was built
	rm -rf $(BUILD)
help:    ## this list
	@sed -n 's/^\([a-z-]*\):.*## */  \1\t/p' $(firstword $(MAKEFILE_LIST))

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.PHONY: all check clean help
.DELETE_ON_ERROR:

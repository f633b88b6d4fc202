# SPDX-License-Identifier: ISC
# GNU Make.  "make help" lists what you can ask for.  Settings:
#   BUILD=dir  SAN=address,undefined  CC=clang  WERROR=1  V=1

BUILD    ?= build
CFLAGS   ?= -O2 -g
VERSION  := 0.1.0
DEPS     := libcrypto libuv jansson libxml-2.0 cmocka

CPPFLAGS += -D_POSIX_C_SOURCE=200809L -DETT_VERSION='"$(VERSION)"' -Iref -I.
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
include $(wildcard ref/part.mk */part.mk)

# SPDX-License-Identifier: ISC
# What checks the project, and the main job.

scenarios := $(filter-out $(if $(LONG),,%.long.sh), \
             $(wildcard */test/scenario/[0-9]*.sh))
jobs       = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

run:         ## install, build, tunnel real data, judge, report
	.ci/deps build test
	$(MAKE) $(jobs) all
	BUILD=$(BUILD) .ci/main-job
test:        ## install what is missing, build, run every test
	.ci/deps
	$(MAKE) $(jobs) all tests
	$(MAKE) $(jobs) lint
	$(MAKE) check scenarios vectors audit
	$(MAKE) $(jobs) BUILD=$(BUILD)/san SAN=address,undefined check
tests: $(CHECKS:%=$(BUILD)/%)
scenarios: all ## programs as a user runs them; LONG=1: the long ones too
	BUILD=$(abspath $(BUILD)) prove -e sh $(scenarios)
vectors: all ## known answers, ours and what ETT_VECTORS_DATA has
	prove -e '$(BUILD)/ett-vectors --tap --backend' all
lint: all tests tidy ## structure, style, static analysis
	BUILD=$(BUILD) prove -e sh .ci/lint
tidy: $(patsubst %.c,$(BUILD)/obj/%.tidy,$(names))
# The analyzer does not know that cmocka's assertions end a test.
$(BUILD)/obj/%.tidy: $(BUILD)/obj/%.o .clang-tidy
	$(call say,TIDY)clang-tidy --quiet $*.c \
		$(if $(findstring /test/,$*),--checks=-clang-analyzer-*) \
		-- $(C_FLAGS) >$@.out 2>&1 || \
		{ grep -v 'warnings generated' $@.out; exit 1; }
	@touch $@
tunnel: $(ref_progs:%=$(BUILD)/%) $(BUILD)/pump
# ipsecmb has no key exchange, and so no tunnel by itself.
audit: all tests ## each crypto library alone: a tunnel that binds no other
	$(foreach b,$(BACKENDS),$(MAKE) $(jobs) BACKENDS=$b \
		BUILD=$(BUILD)/only/$b tunnel &&) true
	$(foreach b,$(filter-out ipsecmb,$(BACKENDS)), \
		BUILD=$(abspath $(BUILD))/only/$b \
		prove -e sh ref/test/scenario/42-ett-to-ett.sh &&) true
	BUILD=$(BUILD) prove -e sh .ci/audit :: $(BACKENDS)
interop: $(BUILD)/ett-interop ## crypto libraries with each other: every algorithm
	$(BUILD)/ett-interop
ct: all      ## does time depend on secrets?  valgrind's view, per library
	mkdir -p $(BUILD)/reports
	$(BUILD)/ct --json $(BUILD)/reports/ct.jsonl \
		--expected ref/test/ct/expected
conformance: all ## judge TARGET, e.g. server:127.0.0.1:22, with OPTIONS
	$(BUILD)/ett-conform $(OPTIONS) '$(TARGET)'
mutants: all ## is each planted deviation found?  JOBS at a time
	BUILD=$(BUILD) JOBS=$(or $(JOBS),$(shell nproc)) sh conformance/mutants/run
deps:        ## install the Debian packages that are missing
	.ci/deps
.PHONY: run test tunnel tests scenarios vectors lint tidy audit interop ct conformance mutants deps

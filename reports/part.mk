# SPDX-License-Identifier: ISC
# The one result line, and the pages made of it.

LIBS += ettresult ettreport
ettresult_src := reports/result.c
ettreport_src := $(filter-out reports/result.c reports/ett-report.c, \
                 $(wildcard reports/*.c))
result_ld     := $(call libs,jansson)

PROGS += ett-report
ett-report_src := reports/ett-report.c
ett-report_use := ettreport ettresult ettref
ett-report_ld  := $(call libs,xml2 jansson)

report_tests := $(patsubst reports/test/%.c,%,$(wildcard reports/test/test_*.c))
CHECKS       += $(report_tests)
$(foreach t,$(report_tests),$(eval $(t)_src := reports/test/$(t).c) \
	$(eval $(t)_use := ettreport ettresult ettref) \
	$(eval $(t)_ld := $(call libs,cmocka xml2 jansson)))

# SPDX-License-Identifier: ISC
# The one result line, and the pages made of it.

LIBS += ettresult
ettresult_src := reports/result.c
result_ld     := $(call libs,jansson)

report_tests := $(patsubst reports/test/%.c,%,$(wildcard reports/test/test_*.c))
CHECKS       += $(report_tests)
$(foreach t,$(report_tests),$(eval $(t)_src := reports/test/$(t).c) \
	$(eval $(t)_use := ettresult ettref) \
	$(eval $(t)_ld := $(call libs,cmocka) $(result_ld)))

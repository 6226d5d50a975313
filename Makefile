# SPDX-License-Identifier: GPL-2.0
# What a person types; `make help` lists it.  What is built stands in Kbuild.

KDIR ?= /lib/modules/$(shell uname -r)/build
T ?=
KERNEL ?=

.DEFAULT_GOAL := help
.PHONY: need help demo check tools toolstest modules modules_install install deb docs lint kunit kselftest stress hostile bench lab labtest clean

need:
	@tools/lab/need

help: ## this list
	@awk -F ':.*## ' '/^[a-z_]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

demo: need ## the whole chain, once: device, PF, VFs, IOMMU, VFIO, two guests
	@tools/demo/demo

check: need ## everything that must hold; KERNEL=next: the kselftests, on Debian's newest kernel
	@tools/testing/check $(KERNEL)

modules: ## build the drivers for KDIR, by default the running kernel
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

modules_install: ## install them under INSTALL_MOD_PATH
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules_install

tools: need ## the stride command, into build/stride
	@tools/lab/lab exec -- $(MAKE) -s -C tools/stride O=/stride/build/stride
	@echo build/stride/stride

toolstest: need ## the command's own tests, on made-up machines; T=name
	@tools/stride/tests/run $(T)

install: need ## the command, its manual and completion; PREFIX, DESTDIR
	$(MAKE) -C tools/stride O=$(CURDIR)/build/stride install

deb: need ## Debian packages, into build/deb
	@tools/scripts/deb

docs: need ## these pages as a site, into build/docs
	@tools/lab/lab exec -- sphinx-build -q -W -j auto -d /stride/build/doctrees Documentation build/docs
	@echo build/docs/index.html

lint: need ## style and static checks; T=name for one of `tools/scripts/lint -l`
	@tools/scripts/lint $(T)

kunit: need ## KUnit suites under the debug kernel; T=suite or T=suite.test
	@tools/testing/kunit $(T)

kselftest: need ## traffic and life cycle in the lab; T=name of `tools/testing/kselftest -l`
	@tools/testing/kselftest $(T)

stress: need ## the long form of the reliability tests, hours; T=name, SEED, SCALE ...
	@tools/testing/kselftest -s $(T)

hostile: need ## two million messages of hostile VFs, in KUnit and on the device, hours
	@tools/testing/kunit stride_pf_fuzz fuzz_runs=278
	@tools/lab/lab run --kernel debug --nics 2 --append iomem=relaxed --timeout 28800 -- \
		env SCALE=125 bash /stride/tools/testing/net/hostile_fuzz.sh
	@tools/lab/lab run --kernel debug --timeout 7200 -- \
		bash /stride/tools/testing/net/hostile_pf.sh 20000

bench: need ## beside the in-tree pair: exact counts and ratios; T=name of `tools/bench/bench -l`
	@tools/bench/bench $(T)

labtest: need ## the lab's own tests
	@tools/lab/tests/run

lab: need ## a shell on the lab's host, with two ports on one wire
	@tools/lab/lab shell --nics 2 --smp 1

clean: ## remove what was built in the tree (the cache stays, see Documentation/lab.rst)
	rm -rf build
	@if [ -d $(KDIR) ]; then $(MAKE) -s -C $(KDIR) M=$(CURDIR) clean; fi

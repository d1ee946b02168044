# Two commands for a newcomer: `make run` and `make test`. Both set up what is missing first.

WORD ?= villain
OUT  ?= out/$(WORD)

# One build serves `make run` and `make test`; `make release` makes the binary to ship.
GATEWRIGHT = $(or $(CARGO_TARGET_DIR),target)/debug/gatewright

# Tools that set-up fetched go before the system's.
export PATH := $(CURDIR)/.tools/bin:$(PATH)

.PHONY: run test build release fmt clippy unit installed contract web web-test browser-test drift absences setup setup-test queries sdk-test

## Builds, brings Postgres up, writes the essay on WORD, and says where it lies.
run: setup build
	$(GATEWRIGHT) run typographic-etymology --set word=$(WORD) --approve --out $(OUT)

## Everything CI runs.
test: setup-test fmt absences web-test unit installed contract sdk-test browser-test

build: web
	cargo build --locked -p gatewright

## The optimised binary, in target/release/gatewright.
release: web
	cargo build --release --locked -p gatewright

fmt:
	cargo fmt --all --check

## Lints alone, for while one works; `make test` lints as it builds.
clippy: web
	cargo clippy --workspace --all-targets --locked -- -D warnings

## The "never reaches" column of ARCHITECTURE.md, proven with negated dependency queries.
absences:
	scripts/absences

# Clippy as the compiler of our own crates: one pass lints and builds, warnings denied. On two cores a pass for lints alone costs half as much again.
LINTED = RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__

## Lints, then all tests on the bundled PostgreSQL 18 (query drift among them).
unit: web
	$(LINTED) cargo nextest run --workspace --locked

## Everything with SQL again, on an installed PostgreSQL.
installed: unit
	$(LINTED) scripts/test-on-installed-postgres

## Every operation of the OpenAPI document, asked by schemathesis of the real server.
contract: unit
	GATEWRIGHT=$(GATEWRIGHT) scripts/contract-test

## Generated code matches queries/ and migrations/; also a test.
drift:
	cargo run --locked -q -p xtask -- queries --check

## Regenerates the crate `db` from queries/.
queries:
	cargo run --locked -q -p xtask -- queries

## The web application, in web/dist; the binary embeds it.
web: web/dist/index.html

WEB_SOURCES = $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -path 'web/e2e/*' -not -path 'web/e2e-output/*' -not -path 'web/src/api/schema.d.ts') crates/api/openapi.json

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	npm --prefix web run build
	@touch $@

%/node_modules/.package-lock.json: %/package-lock.json
	npm --prefix $* ci --no-audit --no-fund --loglevel=error
	@touch $@

## The official supabase-js, as it is published, and our own SDK, against servers of the binary that was built.
sdk-test: unit sdk/tests/supabase-js/node_modules/.package-lock.json sdk/typescript/node_modules/.package-lock.json
	GATEWRIGHT=$(abspath $(GATEWRIGHT)) npm --prefix sdk/tests/supabase-js test
	GATEWRIGHT=$(abspath $(GATEWRIGHT)) npm --prefix sdk/typescript test

## Lints, types and unit tests of the web application.
web-test: web
	npm --prefix web run lint
	npm --prefix web test

## The web application in Chromium: before a made-up server (what a real one does not show at will), and as the binary serves it, with its PostgreSQL.
browser-test: unit
	npm --prefix web run e2e
	GATEWRIGHT=$(abspath $(GATEWRIGHT)) npm --prefix web run e2e:real

setup:
	scripts/setup dictionaries node

setup-test:
	scripts/setup dictionaries node nextest postgres contract browser

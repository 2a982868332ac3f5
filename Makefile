# Alun. make help lists what there is.
.DEFAULT_GOAL := help
.PHONY: help run build test check gen bench shots torture

NPM   := web/node_modules/.stamp
WEB   := bin/.stamp-web
TOOLS := bin/tools
ARGS  ?=
SUITE ?=
ONLY  ?=

help: ## Show this list
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## Start Alun with the demo town at http://localhost:8080 (ARGS='--addr 127.0.0.1:9000')
	@bin/alun serve --demo $(ARGS)

build: $(WEB) ## Leave bin/alun, complete with the web client
	@go build -trimpath -o bin/alun ./cmd/alun

test: build $(TOOLS) ## Run every test: Go on SQLite and PostgreSQL, TypeScript, a real browser (SUITE='e2e' ONLY='quote')
	@tools/needs.sh
	@$(TOOLS)/withpg $(TOOLS)/testall $(if $(ONLY),-only '$(ONLY)') $(SUITE)

check: $(NPM) ## Format, vet, lint, house rules, generated code fresh, types, size of the first view
	@unformatted=$$(git ls-files '*.go' | grep -v /gen/ | xargs gofmt -l); \
		[ -z "$$unformatted" ] || { echo "run gofmt -w on:"; echo "$$unformatted"; exit 1; }
	go vet ./... && go -C tools vet ./...
	go tool -modfile=tools/lint/go.mod golangci-lint run
	go -C tools run ./apigen -check
	go -C tools test -count=1 ./tidy
	node web/node_modules/typescript/bin/tsc -p web
	go run ./cmd/webbuild -budget 120

gen: $(NPM) ## Write the Go and TypeScript code of api/**/*.proto
	@go -C tools run ./apigen

shots: build $(TOOLS) ## Take the README's picture anew, of the demo town (docs/images/alun.png)
	@mkdir -p docs/images && ALUN_PICTURE=docs/images/alun.png $(TOOLS)/testall e2e

bench: build ## Measure: messages, idle connections, fan-out, sync, red packets, postings (docs/performance.md)
	@for name in chat 'chat --rate 300' fanout 'fanout --senders 1 --in-flight 1 --until-delivered' idle sync 'redpacket --packets 100' 'redpacket --packets 50 --hot' ledger; do \
		bin/alun bench $$name --duration 5s $(ARGS) || exit 1; done

torture: build ## Kill the server 1,000 times under load, cut its power 10,000 times, post ten million times; compare with what should be
	@ALUN_KILLS=1000 ALUN_BIN=$(CURDIR)/bin/alun go test -count=1 -timeout 120m -v ./e2e/crash
	@ALUN_CUTS=10000 go test -count=1 -timeout 60m -run PowerCut -v ./base/store
	@go test -count=1 -timeout 120m -run '^TestOperations$$' -v ./money/ledger -args -operations=10000000

# The npm packages, when the lock changed.
$(NPM): web/package.json web/package-lock.json web/.npmrc
	cd web && npm ci --no-progress --loglevel=error
	@touch $@

# The web client in web/dist, when a source changed.
$(WEB): $(NPM) $(shell find web/src web/public web/index.html web/tsconfig.json cmd/webbuild -type f 2>/dev/null)
	go run ./cmd/webbuild
	@mkdir -p bin && touch $@

$(TOOLS): $(wildcard tools/withpg/*.go tools/testall/*.go tools/go.mod)
	@go -C tools build -o ../$(TOOLS)/ ./withpg ./testall && touch $@

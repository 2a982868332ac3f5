# Alun. Everything starts here: make help.
.DEFAULT_GOAL := help
SHELL := /bin/bash

STAMP := bin/.stamp

.PHONY: help gen

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

gen: $(STAMP)/npm ## Write the Go and TypeScript code of api/**/*.proto
	@go -C tools run ./apigen

$(STAMP)/npm: web/package.json web/package-lock.json web/.npmrc
	@cd web && npm ci --no-progress
	@mkdir -p $(STAMP) && touch $@

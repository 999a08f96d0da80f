# One set of build tags everywhere: without migrated_fynedo a third of the CPU
# goes into thread checks, no_emoji leaves 4 MB of font out.
TAGS  := migrated_fynedo,no_emoji
GO    ?= go
# A clone that another user owns has no readable history; the build needs none.
export GOFLAGS := -buildvcs=false $(GOFLAGS)
# Fyne complains about the locale C in every test binary.
export LANG := es_AR.UTF-8
unexport LC_ALL
BUILD := build
BIN   := $(BUILD)/trastienda
LDFLAGS := -s -w

# Packages that draw no real window: these run under the race detector.
RACE  := ./app/... ./data/... ./reports/... ./ui/...

.PHONY: run test bench lint build deps windows generate clean

run: build ## opens the program with sample data and the embedded hub
	@.ci/show $(BIN) $(BUILD)/sample

build: deps ## builds build/trastienda
	$(GO) build -tags $(TAGS) -ldflags '$(LDFLAGS)' -o $(BIN) .

deps:
	@.ci/deps

lint: deps ## gofmt, vet, staticcheck, govulncheck where its database can be reached
	@.ci/lint $(TAGS)

test: lint ## every test: rules, stores on both engines, screens, processes, real windows
	$(GO) test -tags $(TAGS) -race -timeout 30m $(RACE)
	$(GO) test -tags $(TAGS) -timeout 40m .

bench: ## speed and memory, each beside its limit
	@.ci/deps bench
	$(GO) test -tags $(TAGS) -timeout 60m -run '^$$' -bench . -benchmem ./app/... ./data/... ./reports/... ./ui/... .

windows: ## cross-builds build/trastienda.exe with mingw
	@.ci/deps cross
	GOOS=windows GOARCH=amd64 CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc $(GO) build -tags $(TAGS) \
		-ldflags '$(LDFLAGS) -H windowsgui' -o $(BUILD)/trastienda.exe .

clean:
	rm -rf $(BUILD)

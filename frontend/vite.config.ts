import { defineConfig } from "vitest/config";

// One file, the same bytes for the same sources: it is committed, and compared.
export default defineConfig({
  build: {
    target: "es2022",
    outDir: "../custom_components/nas_burnin/www",
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: false,
    copyPublicDir: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: "src/main.ts",
      output: {
        format: "es",
        entryFileNames: "nas-burnin.js",
        codeSplitting: false,
        banner: "/*! With Lit: Copyright Google LLC, BSD-3-Clause, https://lit.dev */",
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.ts"],
    // One process: starting a second costs more than it saves.
    maxWorkers: 1,
    isolate: false,
  },
});

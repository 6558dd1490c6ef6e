import react from "@vitejs/plugin-react";
import { loadEnv } from "vite";
import { defineConfig } from "vitest/config";

/** Where the server listens; only `npm run dev` needs to know it. */
const { PORT = "8080" } = loadEnv("development", import.meta.dirname, "PORT");
/** The browser's own Host goes along: the server refuses writes from pages of another site. */
const SERVER = { target: `http://127.0.0.1:${PORT}`, changeOrigin: false };

export default defineConfig({
  root: "client",
  plugins: [react()],
  build: { outDir: "../dist/client", emptyOutDir: true, target: "es2023", modulePreload: { polyfill: false } },
  server: {
    // The launcher prints this address.
    port: 5173,
    strictPort: true,
    proxy: {
      "/api": SERVER,
      "/readyz": SERVER,
      "/socket.io": { ...SERVER, ws: true },
    },
  },
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", ".node/**", ".cache/**", "data/**", "dist/**"],
    globalSetup: "test/vitest-postgres.ts",
    // Real encoders, browsers and databases share the machine's cores with the tests.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

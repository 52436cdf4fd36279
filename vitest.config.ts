import { defineConfig } from 'vitest/config'

export default defineConfig({
  // graphql 17 has a `development` build: without this Vite takes it for our files while its dependents take the other one.
  ssr: { resolve: { conditions: ['module', 'node'] } },
  test: {
    reporters: ['default', ['json', { outputFile: 'node_modules/.cache/vitest-report.json' }]],
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})

import { defineConfig } from 'vitest/config';

// A test's suffix says what it may use: `.test.ts` nothing but memory, `.pg.test.ts` a real
// PostgreSQL (started once, see test/support/postgres-setup.ts), `.sim.test.ts` the simulation.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [
            '**/*.pg.test.ts',
            '**/*.sim.test.ts',
            '**/*.browser.test.ts',
            'node_modules/**',
          ],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'pg',
          include: ['src/**/*.pg.test.ts', 'test/**/*.pg.test.ts'],
          globalSetup: ['test/support/postgres-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});

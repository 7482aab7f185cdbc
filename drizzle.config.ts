import { defineConfig } from 'drizzle-kit';

// Only `generate` is used: migrations are SQL that a person reviews and commits. Never `push`.
export default defineConfig({ dialect: 'postgresql', schema: './drizzle/schema', out: './drizzle/migrations' });

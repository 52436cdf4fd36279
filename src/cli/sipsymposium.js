#!/usr/bin/env node
// Plain JavaScript: were this TypeScript, its own compiler would be loaded, some 50 ms, before the cache that makes it
// needless can be asked.
import { enableCompileCache, registerHooks } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

// Compiled modules are kept from run to run: without them, two thirds of a short run go by before its first line. They are
// code, so they lie with the user, not in the directory for temporary files that all share. Node leaves it where the
// directory cannot be written, or NODE_DISABLE_COMPILE_CACHE is set.
enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sipsymposium'))
// What a module of ours means by './x.ts' needs no search: without this, a fifth of the time to start goes into looking.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith('.') && specifier.endsWith('.ts')
      ? { url: new URL(specifier, context.parentURL).href, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
})
const { start } = await import('./main.ts')
await start()

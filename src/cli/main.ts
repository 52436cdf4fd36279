import { setFlagsFromString } from 'node:v8'
import type { LlmStage } from '../llm/stage.ts'

/** Loaded only when asked for: the client of the language model would double the time to start. */
async function modelStage(): Promise<LlmStage | undefined> {
  const [{ createLlmStage }, { llmSettings, readSettings }] = await Promise.all([
    import('../llm/stage.ts'),
    import('../settings.ts'),
  ])
  return createLlmStage(llmSettings(readSettings(process.env)))
}

/** Runs what the process was called for. */
export async function start(): Promise<void> {
  // What lives as long as a call goes on makes V8 put the next of its kind among the old at once, where it outlives its call
  // and keeps alive all it names: a quarter more work for the collector on a capture of signalling.
  setFlagsFromString('--no-allocation-site-pretenuring')
  // V8 lets garbage grow to a multiple of what lives before it looks among the old. A lower one keeps the peak of a capture of
  // signalling some 60 MB down, for an eighth more time.
  setFlagsFromString('--heap-growing-percent=50')
  const { run } = await import('./run.ts')
  process.exitCode = await run(process.argv.slice(2), modelStage)
}

if (import.meta.main) await start()

import { enqueueAnalysis, openQueue, workAnalyses } from '../../src/jobs/queue.ts'
import { openStore, type StoreSettings } from '../../src/store/open.ts'

/** A process that takes a job and never ends it; it says so, and is then killed. */
process.once('message', async (settings: StoreSettings) => {
  const store = await openStore({ ...settings, log: () => {} })
  const queue = await openQueue(store, () => {})
  await workAnalyses(
    queue,
    (id) => {
      process.send?.(`holding ${id}`)
      return new Promise(() => {})
    },
    { concurrency: 1 },
  )
  await enqueueAnalysis(queue, 'left-behind')
})

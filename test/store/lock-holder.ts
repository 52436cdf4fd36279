import { lockDirectory } from '../../src/store/directory-lock.ts'

/** Tries for the lock of the directory it is sent, says how that went, and stays until it is killed. */
process.on('message', async (path: string) => {
  try {
    await lockDirectory(path)
    process.send?.('held')
  } catch (error) {
    process.send?.((error as Error).message)
  }
})
process.send?.('ready')

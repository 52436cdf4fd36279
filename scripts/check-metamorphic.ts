// Holds that what is found does not depend on the form of an input, over the files of a folder and those below it:
//
//     node scripts/check-metamorphic.ts FOLDER
//
// Every trace and capture is changed in ways that mean nothing (order and spelling of headers, addresses, Call-IDs, times,
// line ends, every packet twice, an unrelated call, its end cut off), and must give the same rules at the same severities.
// What differs is printed. Exit status 1 when something does, or when there is nothing to compare.
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { differencesOf, isRefused } from '../test/support/alike/compare.ts'

/** Larger files are passed over, and after so long no further file is begun: chosen by us, for a run of about a minute. */
const MAX_BYTES = 2_000_000
const MAX_MS = 60_000
/** Files without a trace in them. */
const NO_TRACE = /\.(?:json|md|mjs|js|ts|sh|xml|py|html)$/i

interface Tally {
  compared: number
  different: number
  passedOver: number
}

function compare(folder: string, file: string, tally: Tally): void {
  const path = join(folder, file)
  if (statSync(path).size > MAX_BYTES) {
    tally.passedOver++
    return
  }
  const bytes = new Uint8Array(readFileSync(path))
  if (isRefused(bytes)) return
  tally.compared++
  const differences = [...differencesOf(bytes)]
  if (differences.length > 0) tally.different++
  for (const { change, rules } of differences) console.log(`${file}: ${change}: ${rules.join(', ')}`)
}

function main(folder: string): number {
  const files = globSync('**/*', { cwd: folder })
    .filter((file) => !NO_TRACE.test(file) && statSync(join(folder, file)).isFile())
    .sort()
  const tally: Tally = { compared: 0, different: 0, passedOver: 0 }
  const end = performance.now() + MAX_MS
  for (const file of files) {
    if (performance.now() > end) tally.passedOver++
    else compare(folder, file, tally)
  }
  const { compared, different, passedOver } = tally
  console.log(`${different} of ${compared} files give other findings in another form; ${passedOver} were passed over`)
  return different > 0 || compared === 0 ? 1 : 0
}

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('usage: node scripts/check-metamorphic.ts FOLDER')
  process.exitCode = 2
} else process.exitCode = main(folder)

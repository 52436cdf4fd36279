import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { marked } from './media-line.ts'
import { type Running, ready } from './programs.ts'
import { scenario } from './sipp-script.ts'
import type { Site } from './site.ts'

export interface Player {
  /** Number of its host. */
  readonly at: number
  /** Of several on one host each has a line; 0 by default. */
  readonly line?: number
  readonly steps: readonly string[]
  /** Number of the host that its requests go to; of a callee, undefined. */
  readonly to?: number
  readonly toLine?: number
  readonly service?: string
  readonly transport?: 'udp' | 'tcp'
  /** Ways beyond those: `-au` and the like. */
  readonly options?: readonly string[]
}

export const portOf = (site: Site, at: number, line = 0): number => site.port(at) + 2 * line

/** One SIPp, ready to hear. It ends with its scenario. */
export async function startSipp(site: Site, player: Player): Promise<Running> {
  const file = `sipp-${player.at}-${player.line ?? 0}.xml`
  await writeFile(join(site.directory, file), scenario(file, player.steps))
  const transport = player.transport ?? 'udp'
  const running = site.start(player.at, 'sipp', [
    ...[
      '-sf',
      file,
      '-i',
      site.literal(player.at),
      '-mi',
      site.host(player.at),
      '-p',
      `${portOf(site, player.at, player.line)}`,
    ],
    ...['-t', transport === 'udp' ? 'u1' : 't1', '-m', '1', '-nostdin', '-timeout', '25', '-recv_timeout', '15000'],
    ...['-s', player.service ?? 'bob', ...(player.options ?? [])],
    ...(player.to === undefined ? [] : [`${site.literal(player.to)}:${portOf(site, player.to, player.toLine)}`]),
  ])
  if (player.to === undefined) {
    await ready(running, () =>
      Promise.race([
        site.ready(player.at, transport, portOf(site, player.at, player.line)),
        running
          .ended()
          .then((code) => Promise.reject(new Error(`sipp ended with ${code}: ${running.said().slice(-800)}`))),
      ]),
    )
  }
  return running
}

/** Plays all of them, the last ones first, and resolves when each is done; throws when one fails. */
export const playSipp = (site: Site, ...players: readonly Player[]): Promise<void> =>
  playInTurn(site, ...[...players].reverse().map((player) => ({ player })))

/** The same, each after its mark has been left. */
export async function playInTurn(
  site: Site,
  ...players: readonly { readonly player: Player; readonly after?: string }[]
): Promise<void> {
  const running: Running[] = []
  try {
    for (const { player, after } of players) {
      if (after !== undefined) await marked(site.directory, after)
      running.push(await startSipp(site, player))
    }
    for (const one of running) {
      const code = await one.ended()
      if (code !== 0) throw new Error(`sipp ended with ${code}: ${one.said().slice(-1_500)}`)
    }
  } finally {
    for (const one of running) await one.stop()
  }
}

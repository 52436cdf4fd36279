import { joined, noise, type Sound, speech } from './voice.ts'

/** Speech of `saidMs` at that level in turn with quiet of `pausedMs`, for `ms`; noise of the room below it. */
export function turns(
  ms: number,
  dbov: number,
  { saidMs = 2_000, pausedMs = 2_000, room = -70, seed = 1 } = {},
): Sound {
  const parts: Sound[] = []
  for (let at = 0, turn = 0; at < ms; at += saidMs + pausedMs, turn++)
    parts.push(speech(saidMs, dbov, seed * 1_000 + turn), noise(pausedMs, room, turn + 1))
  return joined(...parts).subarray(0, ms * 8)
}

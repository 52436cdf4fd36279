import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bound, start } from './programs.ts'

const RATE_HZ = 8_000
/** Longer than the call: a source that ends would end it. */
const TONE_SECONDS = 20
/** Seconds until the caller hangs up. */
const CALL_SECONDS = 2

/** Ports of the two baresips: `listen` for SIP, and the first of twenty for media. */
export interface BaresipPorts {
  readonly listen: readonly [number, number]
  readonly media: readonly [number, number]
}

/**
 * One call of PCMU between two baresips on the loopback, answered at once and hung up by the caller. Resolves with what the
 * caller printed, its SIP trace included.
 */
export async function runBaresip({ listen, media }: BaresipPorts, directory: string): Promise<string> {
  await writeFile(join(directory, 'tone.wav'), tone())
  for (const [index, user] of (['caller', 'callee'] as const).entries()) {
    await configure(join(directory, user), user, listen[index]!, media[index]!, directory)
  }
  const callee = start('baresip', ['-f', 'callee'], directory)
  await callee.says(/baresip is ready/)
  await bound('udp', listen[1], '127.0.0.1')
  const dial = ['-s', '-f', 'caller', '-t', `${CALL_SECONDS}`, '-e', `/dial sip:callee@127.0.0.1:${listen[1]}`]
  const caller = start('baresip', dial, directory)
  await caller.ended()
  await callee.stop()
  return caller.said()
}

async function configure(path: string, user: string, port: number, media: number, directory: string): Promise<void> {
  await mkdir(path)
  const lines = [
    `sip_listen 127.0.0.1:${port}`,
    `rtp_ports ${media}-${media + 19}`,
    `audio_source aufile,${join(directory, 'tone.wav')}`,
    `audio_player aufile,${join(path, 'heard.wav')}`,
    'audio_alert none',
    'module_path /usr/lib/baresip/modules',
    'module g711.so',
    'module aufile.so',
    'module_tmp uuid.so',
    'module_tmp account.so',
    'module_app menu.so',
  ]
  await writeFile(join(path, 'config'), `${lines.join('\n')}\n`)
  await writeFile(join(path, 'accounts'), `<sip:${user}@127.0.0.1:${port}>;regint=0;answermode=auto\n`)
  await writeFile(join(path, 'contacts'), '')
}

/** A WAV file of 440 Hz, 16 bits. */
export function tone(rateHz = RATE_HZ, channels = 1): Buffer {
  const samples = rateHz * TONE_SECONDS * channels
  const file = Buffer.alloc(44 + samples * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + samples * 2, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(channels, 22)
  file.writeUInt32LE(rateHz, 24)
  file.writeUInt32LE(rateHz * 2 * channels, 28)
  file.writeUInt16LE(2 * channels, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples * 2, 40)
  for (let i = 0; i < samples; i++) {
    file.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * 440 * Math.floor(i / channels)) / rateHz)), 44 + i * 2)
  }
  return file
}

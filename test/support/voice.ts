import { createNoise } from './rtp-path.ts'

/** Sound at 8 kHz: samples from -1 to 1. */
export type Sound = Float64Array
export const HZ = 8_000

const soundOf = (ms: number, sampleAt: (i: number) => number): Sound =>
  Float64Array.from({ length: (ms * HZ) / 1_000 }, (_, i) => sampleAt(i))

export const silence = (ms: number): Sound => soundOf(ms, () => 0)

/** A sine; its peaks reach full scale at -3.01 dBov. */
export const tone = (ms: number, dbov: number, hz = 1_000): Sound =>
  soundOf(ms, (i) => Math.SQRT2 * 10 ** (dbov / 20) * Math.sin((2 * Math.PI * hz * i) / HZ))

/** White noise, uniform. */
export function noise(ms: number, dbov: number, seed = 1): Sound {
  const next = createNoise(seed)
  return soundOf(ms, () => Math.sqrt(3) * 10 ** (dbov / 20) * (2 * next() - 1))
}

/**
 * Speech as far as its levels go: syllables of 80 to 240 ms, some louder, some fainter, with a buzz of harmonics in them and up to 60 ms
 * between. At that mean power.
 */
export function speech(ms: number, dbov: number, seed = 1): Sound {
  const next = createNoise(seed)
  const sound = silence(ms)
  for (let from = 0; from < sound.length; ) {
    const length = Math.round((80 + 160 * next()) * 8)
    const pitch = 90 + 140 * next()
    const loudness = 10 ** ((12 * next() - 6) / 20)
    for (let i = 0; i < length && from + i < sound.length; i++) {
      const swell = Math.sin((Math.PI * i) / length) ** 0.5
      let sum = 0.3 * (2 * next() - 1)
      for (let harmonic = 1; harmonic <= 12; harmonic++)
        sum += Math.sin((2 * Math.PI * pitch * harmonic * i) / HZ + harmonic ** 2) / harmonic
      sound[from + i] = loudness * swell * sum
    }
    from += length + Math.round(60 * next() * 8)
  }
  return louder(sound, dbov - levelOf(sound))
}

/** Mean power in dBov. */
export const levelOf = (sound: Sound): number =>
  10 * Math.log10(sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length)

export const louder = (sound: Sound, db: number): Sound => sound.map((sample) => sample * 10 ** (db / 20))

/** One after the other. */
export function joined(...sounds: readonly Sound[]): Sound {
  const all = new Float64Array(sounds.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const sound of sounds) {
    all.set(sound, at)
    at += sound.length
  }
  return all
}

/** Both at once, as long as the first. */
export const mixed = (sound: Sound, other: Sound): Sound => sound.map((sample, i) => sample + (other[i] ?? 0))

/** The same so much later. */
export const delayed = (sound: Sound, ms: number): Sound => joined(silence(ms), sound).subarray(0, sound.length)

/** G.711: `bits` with their sign. */
const linear = (sample: number, bits: number): number => {
  const most = 2 ** (bits - 1) - 1
  return Math.max(-most, Math.min(most, Math.round(sample * 2 ** (bits - 1))))
}

const segmentOf = (magnitude: number): number => 31 - Math.clz32(magnitude)

/** ITU-T G.711, table 2. */
export const muLaw = (sound: Sound): Uint8Array =>
  Uint8Array.from(sound, (sample) => {
    const value = linear(sample, 14)
    const biased = Math.min(Math.abs(value) + 33, 8_191)
    const segment = segmentOf(biased) - 5
    return ~((value < 0 ? 0x80 : 0) | (segment << 4) | ((biased >> (segment + 1)) & 15))
  })

/** ITU-T G.711, table 1. */
export const aLaw = (sound: Sound): Uint8Array =>
  Uint8Array.from(sound, (sample) => {
    const value = linear(sample, 13)
    const magnitude = Math.abs(value)
    const segment = magnitude < 32 ? 0 : segmentOf(magnitude) - 4
    return ((value < 0 ? 0 : 0x80) | (segment << 4) | ((magnitude >> Math.max(1, segment)) & 15)) ^ 0x55
  })

/** Linear samples of 16 bits, the high octet first. */
export function l16(sound: Sound): Uint8Array {
  const bytes = Buffer.alloc(2 * sound.length)
  for (const [i, sample] of sound.entries()) bytes.writeInt16BE(linear(sample, 16), 2 * i)
  return bytes
}

/** What SRTP looks like to who has no keys. */
export function ciphertext(octets: number, seed = 1): Uint8Array {
  const next = createNoise(seed)
  return Uint8Array.from({ length: octets }, () => 256 * next())
}

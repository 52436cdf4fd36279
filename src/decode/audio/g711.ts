/** Linear samples behind the octets of G.711, in 14 bits with their sign, as ITU-T G.711 gives the values of mu-law. */
export interface CompandingLaw {
  /** By octet; at most 8,031 (mu-law), 8,064 (A-law). */
  readonly samples: Int16Array
  /** By octet: a sixteenth of the sample's square above the lowest five bits, and 1 in these where it is at full scale. */
  readonly powers: Int32Array
}

/** Bits of `powers` that count samples at full scale; 16 samples can be added up in 32 bits. */
export const FULL_SCALE_BITS = 5

/** Samples are at most this, as the sum of both laws: a square wave there has 0 dBov. */
export const FULL_SCALE = 8_192

const sampleOfMuLaw = (octet: number): number => {
  const code = ~octet & 0xff
  const magnitude = ((2 * (code & 0x0f) + 33) << ((code >> 4) & 7)) - 33
  return (code & 0x80) !== 0 ? -magnitude : magnitude
}

/** A-law has 13 bits. */
const sampleOfALaw = (octet: number): number => {
  const code = octet ^ 0x55
  const segment = (code >> 4) & 7
  const step = 2 * (code & 0x0f) + 1
  const magnitude = 2 * (segment === 0 ? step : (step + 32) << (segment - 1))
  return (code & 0x80) !== 0 ? magnitude : -magnitude
}

function lawOf(sampleOf: (octet: number) => number): CompandingLaw {
  const samples = Int16Array.from({ length: 256 }, (_, octet) => sampleOf(octet))
  const most = Math.max(...samples)
  const powers = Int32Array.from(samples, (sample) => {
    const power = (sample * sample) >> 4
    return (power << FULL_SCALE_BITS) | (Math.abs(sample) === most ? 1 : 0)
  })
  return { samples, powers }
}

export const MU_LAW = lawOf(sampleOfMuLaw)
export const A_LAW = lawOf(sampleOfALaw)

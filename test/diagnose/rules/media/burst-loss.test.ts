import { burstLoss } from '../../../../src/diagnose/rules/media/burst-loss.ts'
import { withFacts } from '../../../support/ladder.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { createNoise } from '../../../support/rtp-path.ts'
import { testRule } from '../../../support/test-rule.ts'

/** The sequence goes on 30 packets later, three times. */
const OUTAGES = [0, 1, 2, 3]
  .map((i) => there(`PCMU 200 seq ${100 + i * 230} stamp ${1000 + i * 230 * 160}`, 0.3013 + i * 4.6))
  .join('\n')

/** A stream of 20 ms packets without those that are missing. */
function without(packets: number, isMissing: (packet: number) => boolean): string {
  const lines: string[] = []
  for (let from = 0; from < packets; from++) {
    if (isMissing(from)) continue
    let until = from
    while (until < packets && !isMissing(until)) until++
    const [seq, stamp] = [100 + from, 1000 + 160 * from]
    lines.push(there(`PCMU ${until - from} seq ${seq} stamp ${stamp} marker 0`, 0.3013 + from * 0.02))
    from = until
  }
  return lines.join('\n')
}

/** Whether each of so many packets is lost, one of eight at random. */
function byChance(seed: number): (packet: number) => boolean {
  const next = createNoise(seed)
  const lost = Array.from({ length: 600 }, (_, packet) => packet > 0 && next() < 1 / 8)
  return (packet) => lost[packet] === true
}

testRule(burstLoss, {
  quiet: {
    'nothing lost': mediaCall(there('PCMU 600')),
    'lost one by one': mediaCall(there('PCMU 1000 lost 20')),
    'one of eight lost by chance': mediaCall(without(600, byChance(1))),
    'one of eight lost by another chance': mediaCall(without(600, byChance(9))),
    'one of eight lost, dense for a while': mediaCall(
      without(600, (packet) => (packet % 300 < 90 ? packet % 3 === 1 : packet % 40 === 1)),
    ),
    'nine in a row': mediaCall(there('PCMU 1000 run 9')),
    'ten in a row of ten milliseconds each': mediaCall(there('PCMU 3000 run 10 every 10')),
    short: mediaCall(there('PCMU 60 run 20')),
    'a pause in which nothing is missing': mediaCall(there('PCMU 600 pause 3000')),
  },
  fires: {
    'ten in a row': [mediaCall(there('PCMU 1000 run 10')), { direction: 'from caller to callee' }, 'medium'],
    'each third of twenty packets, now and then': [
      mediaCall(without(600, (packet) => packet % 200 > 20 && packet % 200 < 42 && packet % 3 === 1)),
      { direction: 'from caller to callee' },
      'medium',
    ],
    'three outages of half a second': [mediaCall(OUTAGES), {}, 'high'],
    'two outages are not three': [mediaCall(OUTAGES.split('\n').slice(0, 3).join('\n')), {}, 'medium'],
  },
  unproven: {
    'the capture lost packets itself': [
      withFacts(mediaCall(there('PCMU 1000 run 30')), { droppedPackets: 1 }),
      'capture-drops',
    ],
    'the input ends too early': [mediaCall(there('PCMU 60 run 20'), { until: 0 }), 'ends-mid-dialog'],
  },
})

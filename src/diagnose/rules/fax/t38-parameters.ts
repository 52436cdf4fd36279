import { t38Of } from '../../../decode/sdp/values/t38.ts'
import type { CaptureFacts } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import type { SipMessage } from '../../../model/message.ts'
import { type FaxOffer, faxOffers, isFaxAgreed } from '../../facts/fax.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { mediaAddress } from '../../facts/session.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { FAX_DATAGRAM_OCTETS } from '../../thresholds/media-setup.ts'

type What = 'management' | 'local-tcf' | 'version' | 'no-correction' | 'datagram' | 'unoffered'

interface Values {
  readonly what: What
  readonly offered: string
  readonly answered: string
}

export const t38Parameters = rule<'call', Values>({
  id: 'fax.t38-parameters',
  category: 'codec',
  severity: 'low',
  sources: ['ITU-T T.38 Annex D', 'RFC 3362'],
  title: 'Parameters of T.38 do not fit',
  examines: 'call',
  about: { described: true, methods: ['INVITE'] },
  issues: ['fax', 't38'],
  meaning:
    'Both sides agreed on T.38, and what they say about it does not fit: training, version, error correction, or the size of packets.',
  fires:
    'High: rate management differs, or is localTCF over UDPTL. Medium: the answer has a higher version than the offer, or neither side corrects errors while packets are lost. Low: datagrams smaller than one frame, or options in the answer that were not offered.',
  quiet: 'Bit rates and buffers, which each side sets for itself.',
  example: ['a=T38FaxRateManagement:transferredTCF', 'a=T38FaxRateManagement:localTCF'],
  recommendation: 'Set rate management to transferredTCF, version 0 and redundancy as error correction on both sides.',
  recipe: 'fax',
  verify: 'Verify: offer and answer have transferredTCF, the same version and t38UDPRedundancy.',
  marks: { signs: ['image'] },
  *check({ call }, { capture }) {
    for (const offer of faxOffers(call)) {
      if (!isFaxAgreed(offer)) continue
      const { exchange, fax, answered } = offer
      if (!exchange.offer.description.complete || !exchange.answer!.description.complete) {
        yield { insufficient: 'message-cut' }
        continue
      }
      for (const { what, name, severity } of flawsOf(offer, capture)) {
        const lines = [...named(exchange.offer.message, fax, name), ...named(exchange.answer!.message, answered!, name)]
        yield {
          values: { what, offered: said(fax, name), answered: said(answered!, name) },
          proof: [lineOf(exchange.offer.message, fax), lineOf(exchange.answer!.message, answered!), ...lines],
          scope: [what],
          mends: exchange.answer!.message,
          ...(severity && { severity }),
        }
      }
    }
  },
  detail: ({ what, offered, answered }) => `${WORDS[what]} Offered: ${offered}; answered: ${answered}.`,
})

const WORDS: Readonly<Record<What, string>> = {
  management: 'The sides disagree on who checks the training signal of the fax.',
  'local-tcf': 'localTCF is meant for TCP: over UDPTL the training signal must be transferred.',
  version: 'The answer has a higher version of T.38 than the offer.',
  'no-correction': 'Neither side corrects errors, and packets of the fax were lost.',
  datagram: 'The largest datagram that is taken does not hold one frame of 14.4 kbit/s.',
  unoffered: 'The answer turns on an option that was not offered.',
}

interface Found {
  readonly what: What
  /** Of the attribute, in lower case. */
  readonly name: string
  readonly severity?: Weight
}

const HIGH: Weight = { level: 'high', because: 'The training of the fax fails' }

function flawsOf({ exchange, fax, answered }: FaxOffer, capture: CaptureFacts): readonly Found[] {
  const [offer, answer] = [t38Of(fax.attributes), t38Of(answered!.attributes)]
  const found: Found[] = []
  const [asked, given] = [offer.rateManagement?.toLowerCase(), answer.rateManagement?.toLowerCase()]
  const name = 't38faxratemanagement'
  if ([asked, given].includes('localtcf') && fax.profile.toLowerCase() === 'udptl')
    found.push({ what: 'local-tcf', name, severity: HIGH })
  else if (asked !== undefined && given !== undefined && asked !== given)
    found.push({ what: 'management', name, severity: HIGH })
  if ((answer.version ?? 0) > (offer.version ?? 0))
    found.push({
      what: 'version',
      name: 't38faxversion',
      severity: { level: 'medium', because: 'The answer may not raise the version' },
    })
  const uncorrected = [offer, answer].every(
    ({ errorCorrection }) => errorCorrection === undefined || /noec/i.test(errorCorrection),
  )
  const lost = uncorrected ? lostPackets(exchange, fax, answered!, capture) : 0
  if (lost > 0)
    found.push({
      what: 'no-correction',
      name: 't38faxudpec',
      severity: { level: 'medium', because: `${lost} packets were lost` },
    })
  if (
    [offer, answer].some(
      ({ maxDatagramBytes }) => maxDatagramBytes !== undefined && maxDatagramBytes < FAX_DATAGRAM_OCTETS,
    )
  )
    found.push({ what: 'datagram', name: 't38faxmaxdatagram' })
  if (answer.fillBitRemoval && !offer.fillBitRemoval) found.push({ what: 'unoffered', name: 't38faxfillbitremoval' })
  else if (answer.transcodingMmr && !offer.transcodingMmr)
    found.push({ what: 'unoffered', name: 't38faxtranscodingmmr' })
  else if (answer.transcodingJbig && !offer.transcodingJbig)
    found.push({ what: 'unoffered', name: 't38faxtranscodingjbig' })
  return found
}

/** Between the two places of the line, on the way to the tap. */
function lostPackets(
  { offer, answer }: FaxOffer['exchange'],
  fax: MediaDescription,
  answered: MediaDescription,
  { faxStreams }: CaptureFacts,
): number {
  const places = [
    { address: mediaAddress(fax, offer.description), port: fax.port },
    { address: mediaAddress(answered, answer!.description), port: answered.port },
  ]
  return faxStreams
    .filter(({ destination }) =>
      places.some(({ address, port }) => address === destination.address && port === destination.port),
    )
    .reduce((sum, { lost }) => sum + lost, 0)
}

const lineNamed = ({ attributes }: MediaDescription, name: string) =>
  attributes.find((one) => one.name.toLowerCase() === name)

const said = (media: MediaDescription, name: string): string => {
  const line = lineNamed(media, name)
  return line ? (line.value?.trim().slice(0, 40) ?? 'on') : 'nothing'
}

const named = (message: SipMessage, media: MediaDescription, name: string): readonly Proof[] => {
  const line = lineNamed(media, name)
  return line ? [{ message, sdp: line }] : []
}

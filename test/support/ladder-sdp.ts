import { type LadderLine, mistake, type Words } from './ladder-lines.ts'

const CODECS: Record<string, { payloadType: number; rtpmap: string }> = {
  PCMU: { payloadType: 0, rtpmap: 'PCMU/8000' },
  GSM: { payloadType: 3, rtpmap: 'GSM/8000' },
  G723: { payloadType: 4, rtpmap: 'G723/8000' },
  PCMA: { payloadType: 8, rtpmap: 'PCMA/8000' },
  G722: { payloadType: 9, rtpmap: 'G722/8000' },
  G729: { payloadType: 18, rtpmap: 'G729/8000' },
  iLBC: { payloadType: 97, rtpmap: 'iLBC/8000' },
  AMR: { payloadType: 98, rtpmap: 'AMR/8000' },
  'AMR-WB': { payloadType: 99, rtpmap: 'AMR-WB/16000' },
  'telephone-event': { payloadType: 101, rtpmap: 'telephone-event/8000' },
  H264: { payloadType: 102, rtpmap: 'H264/90000' },
  VP8: { payloadType: 103, rtpmap: 'VP8/90000' },
  opus: { payloadType: 111, rtpmap: 'opus/48000/2' },
  CN: { payloadType: 13, rtpmap: 'CN/8000' },
}

/** Payload type and clock of a codec by its name, or of `NAME@PT` with another payload type. */
export function codecOf(line: LadderLine, text: string): { payloadType: number; clockRateHz: number; rtpmap: string } {
  const [name = '', payloadType] = text.split('@')
  const codec = CODECS[name]
  if (!codec) throw mistake(line, `codec "${name}" is not one of ${Object.keys(CODECS).join(', ')}`)
  const clockRateHz = Number(codec.rtpmap.split('/')[1])
  return {
    payloadType: payloadType === undefined ? codec.payloadType : Number(payloadType),
    clockRateHz,
    rtpmap: codec.rtpmap,
  }
}

/** What stands behind `sdp`: one m-line after another, joined by `and`. */
export function readSdp(words: Words, line: LadderLine): string {
  const media: { address: string; lines: string[] }[] = []
  do media.push(readMedia(words, line))
  while (words.take('and'))
  const address = media[0]!.address
  const session = [
    'v=0',
    `o=- 1000 1000 IN ${family(address)} ${address}`,
    's=-',
    `c=IN ${family(address)} ${address}`,
    't=0 0',
  ]
  for (const one of media) {
    session.push(one.lines[0]!)
    if (one.address !== address) session.push(`c=IN ${family(one.address)} ${one.address}`)
    session.push(...one.lines.slice(1))
  }
  return `${session.join('\r\n')}\r\n`
}

function readMedia(words: Words, line: LadderLine): { address: string; lines: string[] } {
  const kind = words.next('the kind of media (audio, video, image)')
  const { address, port } = words.endpoint('the media address:port')
  if (port === undefined) throw mistake(line, 'media needs address:port')
  let profile = kind === 'image' ? 'udptl' : 'RTP/AVP'
  const formats = words.next('the codecs')
  const attributes: string[] = []
  const codecs = kind === 'image' ? [] : formats.split(',').map((name) => codecOf(line, name))
  for (const codec of codecs) attributes.push(`a=rtpmap:${codec.payloadType} ${codec.rtpmap}`)
  for (;;) {
    if (words.take('ptime')) attributes.push(`a=ptime:${words.number('ptime')}`)
    else if (words.take('maxptime')) attributes.push(`a=maxptime:${words.number('maxptime')}`)
    else if (words.take('profile')) profile = words.next('the profile')
    else if (words.take('line')) attributes.push(words.next('the SDP line'))
    else if (['sendrecv', 'sendonly', 'recvonly', 'inactive'].includes(words.peek() ?? '')) {
      attributes.push(`a=${words.next('the direction')}`)
    } else break
  }
  const formatList = codecs.length > 0 ? codecs.map((codec) => codec.payloadType).join(' ') : formats
  return { address, lines: [`m=${kind} ${port} ${profile} ${formatList}`, ...attributes] }
}

export const family = (address: string): 'IP4' | 'IP6' => (address.includes(':') ? 'IP6' : 'IP4')

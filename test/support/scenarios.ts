import { ladderOf } from './ladder.ts'

/** Calls and failures of many kinds, as drawings without a form: each can be a capture, a log with addresses, or bare messages. */
const DRAWINGS: Readonly<Record<string, string>> = {
  'a healthy call': `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 198.51.100.7:4000 PCMU,PCMA ptime 20
    0.1  203.0.113.9 > 198.51.100.7  180
    2.0  203.0.113.9 > 198.51.100.7  200 sdp audio 203.0.113.9:5000 PCMU ptime 20
    2.1  198.51.100.7 > 203.0.113.9  ACK
    40.0 198.51.100.7 > 203.0.113.9  BYE
    40.1 203.0.113.9 > 198.51.100.7  200 BYE`,
  'a private address offered to a public proxy': `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 192.168.1.100:4000 PCMU ptime 30
    0.1  203.0.113.9 > 198.51.100.7  180
    2.0  203.0.113.9 > 198.51.100.7  200 sdp audio 203.0.113.9:5000 PCMU ptime 20
    2.1  198.51.100.7 > 203.0.113.9  ACK`,
  'no common codec': `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 198.51.100.7:4000 G729
    0.1  203.0.113.9 > 198.51.100.7  200 sdp audio 203.0.113.9:5000 PCMU
    0.2  198.51.100.7 > 203.0.113.9  ACK
    1.0  198.51.100.7 > 203.0.113.9  BYE
    1.1  203.0.113.9 > 198.51.100.7  200 BYE`,
  'nobody answers the INVITE': `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 198.51.100.7:4000 PCMU
    0.5  198.51.100.7 > 203.0.113.9  INVITE again
    1.5  198.51.100.7 > 203.0.113.9  INVITE again
    3.5  198.51.100.7 > 203.0.113.9  INVITE again
    7.5  198.51.100.7 > 203.0.113.9  INVITE again
    15.5 198.51.100.7 > 203.0.113.9  INVITE again`,
  busy: `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 198.51.100.7:4000 PCMU
    0.1  203.0.113.9 > 198.51.100.7  180
    2.0  203.0.113.9 > 198.51.100.7  486
    2.1  198.51.100.7 > 203.0.113.9  ACK`,
  'a 503 from the carrier': `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 198.51.100.7:4000 PCMU
    0.1  203.0.113.9 > 198.51.100.7  100
    0.4  203.0.113.9 > 198.51.100.7  503
    0.5  198.51.100.7 > 203.0.113.9  ACK`,
  'a 404 from the carrier': `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 198.51.100.7:4000 PCMU
    0.4  203.0.113.9 > 198.51.100.7  404
    0.5  198.51.100.7 > 203.0.113.9  ACK`,
  'a 488': `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 198.51.100.7:4000 GSM
    0.4  203.0.113.9 > 198.51.100.7  488
    0.5  198.51.100.7 > 203.0.113.9  ACK`,
  'a registration refused for good': `
    0.0  198.51.100.7 > 203.0.113.9  REGISTER expires 3600
    0.1  203.0.113.9 > 198.51.100.7  403
    5.0  198.51.100.7 > 203.0.113.9  REGISTER expires 3600
    5.1  203.0.113.9 > 198.51.100.7  403`,
  'a registration that works': `
    0.0  198.51.100.7 > 203.0.113.9  REGISTER expires 3600
    0.1  203.0.113.9 > 198.51.100.7  200`,
  'a scanner': `
    0.0  198.51.100.66 > 203.0.113.9  OPTIONS header "User-Agent: friendly-scanner"
    0.1  203.0.113.9 > 198.51.100.66  200`,
  'a 200 that nobody acknowledges': `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 198.51.100.7:4000 PCMU
    1.0  203.0.113.9 > 198.51.100.7  200 sdp audio 203.0.113.9:5000 PCMU
    1.5  203.0.113.9 > 198.51.100.7  200 again
    2.5  203.0.113.9 > 198.51.100.7  200 again
    4.5  203.0.113.9 > 198.51.100.7  200 again
    8.5  203.0.113.9 > 198.51.100.7  200 again
    33.0 203.0.113.9 > 198.51.100.7  BYE
    33.1 198.51.100.7 > 203.0.113.9  200 BYE`,
  'an INVITE without Max-Forwards': `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 198.51.100.7:4000 PCMU without Max-Forwards
    1.0  203.0.113.9 > 198.51.100.7  200 sdp audio 203.0.113.9:5000 PCMU
    1.1  198.51.100.7 > 203.0.113.9  ACK`,
  'an odd ptime and an old codec': `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 198.51.100.7:4000 GSM ptime 25
    1.0  203.0.113.9 > 198.51.100.7  200 sdp audio 203.0.113.9:5000 GSM ptime 25
    1.1  198.51.100.7 > 203.0.113.9  ACK`,
}

const WITH_MEDIA: Readonly<Record<string, string>> = {
  'audio one way': `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 198.51.100.7:4000 PCMU
    1.0  203.0.113.9 > 198.51.100.7  200 sdp audio 203.0.113.9:5000 PCMU
    1.1  198.51.100.7 > 203.0.113.9  ACK
    1.2  198.51.100.7:4000 > 203.0.113.9:5000  rtp PCMU 1000
    22.0 198.51.100.7 > 203.0.113.9  BYE
    22.1 203.0.113.9 > 198.51.100.7  200 BYE`,
  'loss of eight percent': `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 198.51.100.7:4000 PCMU
    1.0  203.0.113.9 > 198.51.100.7  200 sdp audio 203.0.113.9:5000 PCMU
    1.1  198.51.100.7 > 203.0.113.9  ACK
    1.2  198.51.100.7:4000 > 203.0.113.9:5000  rtp PCMU 1000 lost 80
    1.2  203.0.113.9:5000 > 198.51.100.7:4000  rtp PCMU 1000
    22.0 198.51.100.7 > 203.0.113.9  BYE
    22.1 203.0.113.9 > 198.51.100.7  200 BYE`,
  'a long call without RTCP': `
    0.0  198.51.100.7 > 203.0.113.9  INVITE sdp audio 198.51.100.7:4000 PCMU
    1.0  203.0.113.9 > 198.51.100.7  200 sdp audio 203.0.113.9:5000 PCMU
    1.1  198.51.100.7 > 203.0.113.9  ACK
    1.2  198.51.100.7:4000 > 203.0.113.9:5000  rtp PCMU 2000
    1.2  203.0.113.9:5000 > 198.51.100.7:4000  rtp PCMU 2000
    42.0 198.51.100.7 > 203.0.113.9  BYE
    42.1 203.0.113.9 > 198.51.100.7  200 BYE`,
  'RTP that nobody announced': `
    1.2  198.51.100.7:4000 > 203.0.113.9:5000  rtp PCMU 500`,
}

export interface Scenario {
  readonly name: string
  /** What a user would call the file. */
  readonly file: string
  readonly bytes: Uint8Array
}

/** Each drawing as a capture, as a log with times and addresses, and as bare messages: more than forty inputs. */
export function scenarios(): readonly Scenario[] {
  const forms = [
    { form: 'capture', ending: 'pcap' },
    { form: 'text', ending: 'txt' },
    { form: 'raw', ending: 'log' },
  ]
  const drawn = Object.entries(DRAWINGS).flatMap(([name, drawing]) =>
    forms.map(({ form, ending }) => scenario(`${name}, as ${form}`, ending, `as ${form}\n${drawing}`)),
  )
  const media = Object.entries(WITH_MEDIA).map(([name, drawing]) => scenario(name, 'pcap', drawing))
  return [...drawn, ...media]
}

const scenario = (name: string, ending: string, drawing: string): Scenario => ({
  name,
  file: `${name.replace(/\W+/g, '-')}.${ending}`,
  bytes: ladderOf(drawing).bytes,
})

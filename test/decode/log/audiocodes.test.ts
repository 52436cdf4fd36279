import { describe, expect, it } from 'vitest'
import { BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

const record = (sequence: number, text: string, millis = '001') =>
  `Apr 16 18:30:01 sbc [S=${sequence}] [SID=b9027c:24:198171]  ${text} [Time:16-04@18:30:00.${millis}]`
const OUT = '(N  6891698) ---- Outgoing SIP Message to 203.0.113.2:5080 from SIPInterface #1 (Trunk) UDP TO(#1) ---- '
const IN =
  '(N  6891702) ---- Incoming SIP Message from 203.0.113.2:5080 to SIPInterface #1 (Trunk) UDP TO(#1) SocketID(4) ---- '
const octal = (lines: readonly string[]) => `${lines.join('#012')}#012 #012`

const WHOLE = {
  ends: [undefined, BOB],
  direction: 'sent',
  transport: 'UDP',
  times: ['1970-04-16T18:30:00.001Z', '1970-04-16T18:30:00.100Z'],
} as const

testFormat('AudioCodes syslog', {
  'the message in the next record, line ends in octal': {
    ...WHOLE,
    text: [
      record(1, '(N  6891690) States: (#945)AcSIPCall[Idle->Invited] #012(N  6891691) (#21)MediaStream[Allocated]'),
      record(2, `${OUT}#012`),
      record(3, octal(INVITE)),
      record(4, '(N  6891701) (#945)AcSIPCall: Handling PROGRESS_IND in state Inviting #012'),
      record(5, `${IN}#012`, '100'),
      record(6, octal(TRYING), '100'),
    ],
    lines: [3, 6],
  },
  'all in one record': {
    ...WHOLE,
    text: [record(2, `${OUT}${octal(INVITE)}`), record(5, `${IN}${octal(TRYING)}`, '100')],
    lines: [1, 2],
    // The record's clock is at the end of its last piece only, so the syslog prefix gives the time.
    times: ['1970-04-16T18:30:01.000Z', '1970-04-16T18:30:01.000Z'],
  },
  'real lines': {
    ...WHOLE,
    text: [
      `18:30:00.001  192.0.2.1  local0.notice  [S=2] [SID=b9027c:24:198171] ${OUT}`,
      ...INVITE,
      '',
      ' [Time:16-04@18:30:00.001]',
      `18:30:00.100  192.0.2.1  local0.notice  [S=3] [SID=b9027c:24:198171] ${IN}`,
      ...TRYING,
      ' [Time:16-04@18:30:00.100]',
    ],
    lines: [2, 22],
    times: ['1970-01-01T18:30:00.001Z', '1970-01-01T18:30:00.100Z'],
  },
})

describe('a message cut between records', () => {
  const whole = INVITE.join('#012')
  const cuts = ['Contact: <sip:al', 'Content-Le', 'Via: SIP/2.0/UDP 192.0.2.1:5060', 'm=audio 40', 'CSeq: 1 INVITE#012']

  it.each(cuts)('after %j', (end) => {
    const at = whole.indexOf(end) + end.length
    const text = [
      record(1, `${OUT}#012`),
      record(2, whole.slice(0, at)),
      record(3, `${whole.slice(at)}#012 #012`),
      record(4, '(N  6891701) done #012'),
    ]
    const { messages, flaws } = readText(text.join('\n'))
    const [message] = messages
    expect(messages).toHaveLength(1)
    expect(flaws).toEqual([])
    expect(message!.headers.map((header) => header.name)).toEqual(
      readText(INVITE.join('\n')).messages[0]!.headers.map((header) => header.name),
    )
    expect(message).toMatchObject({ complete: true, destination: BOB, direction: 'sent' })
    expect(message!.headers.find((header) => header.name === 'contact')?.value).toBe('<sip:alice@192.0.2.1>')
    expect(message!.description?.media).toMatchObject([{ port: 4000, codecs: [{ encoding: 'PCMU' }] }])
  })

  it('keeps what there is of one that goes on nowhere', () => {
    const at = whole.indexOf('a=rtpmap') + 8
    const { messages } = readText([record(1, `${OUT}#012`), record(2, whole.slice(0, at))].join('\n'))
    expect(messages[0]!.raw.trimEnd().split('\n').at(-1)).toBe('a=rtpmap')
  })

  it('joins nothing of another session, or past a record that was lost', () => {
    const at = whole.indexOf('Contact: <sip:al') + 16
    const head = [record(1, `${OUT}#012`), record(2, whole.slice(0, at))]
    const rest = `${whole.slice(at)}#012 #012`
    const lost = readText([...head, record(9, rest)].join('\n'))
    const other = readText([...head, record(3, rest).replace('198171', '198172')].join('\n'))
    for (const { messages } of [lost, other]) {
      expect(messages).toHaveLength(1)
      expect(messages[0]!.headers.find((header) => header.name === 'contact')?.value).toBe('<sip:al')
    }
  })
})

testNoMessages({
  'what the device says of its calls': [
    '14:32:52.028: 192.0.2.8: NOTICE: [S=9369] [SID=2ed1c8:96:5] (lgr_psbrdex)(274) recv <-- OFF_HOOK Ch:4',
    '14:32:52.062: 192.0.2.8: WARNING: [S=9399] [BID=2ed1c8:96] invalid Physical index [Time:16-04@14:32:52.062]',
    record(1, '(N  6891956) UdpRtxMngr::Transmit 2 INVITE Rtx Left: 6 Dest: 192.0.2.2:5060, TU: AcSIPCall(#942) #012'),
    record(2, `${OUT}#012`),
    record(3, '(N  6891960) Classification failed - Incoming SIP Message rejected #012'),
  ],
})

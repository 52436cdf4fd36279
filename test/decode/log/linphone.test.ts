import { BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, TRYING } from './read-text.ts'

const SENT = 'channel [0x78205cac80]: message sent to [UDP://203.0.113.2:5080], size: [500] bytes'
const RECEIVED = 'channel [0x78205cac80]: received [300] new bytes from [UDP://203.0.113.2:5080]:'
const PARSED = 'channel [0x78205cac80] [300] bytes parsed'
const WHOLE = { ends: [undefined, BOB], direction: 'sent', transport: 'UDP' } as const
const TIMES = ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'] as const

const each = (before: string, lines: readonly string[]) => lines.map((line) => `${before}${line}`)

testFormat('Linphone', {
  'log file': {
    ...WHOLE,
    times: TIMES,
    text: [
      `2026-04-16 18:30:00:001 [org.linphone/belle-sip] MESSAGE ${SENT}`,
      ...INVITE,
      '',
      `2026-04-16 18:30:00:100 [org.linphone/belle-sip] MESSAGE ${RECEIVED}`,
      ...TRYING,
      '',
      `2026-04-16 18:30:00:101 [org.linphone/belle-sip] MESSAGE ${PARSED}`,
      '2026-04-16 18:30:00:101 [org.linphone/belle-sip] MESSAGE Found transaction matching response.',
    ],
    lines: [2, 21],
  },
  desktop: {
    ...WHOLE,
    times: ['1970-01-01T18:30:00.001Z', '1970-01-01T18:30:00.100Z'],
    text: [
      `[18:30:00:001][Info]Core:belle-sip: ${SENT}`,
      ...INVITE,
      '',
      `[18:30:00:100][Info]Core:belle-sip: ${RECEIVED}`,
      ...TRYING,
      '',
      `[18:30:00:100][Info]Core:belle-sip: ${PARSED}`,
    ],
    lines: [2, 21],
  },
  'Android, the prefix on every line': {
    ...WHOLE,
    times: TIMES,
    text: [
      ...each('2026-04-16 18:30:00.001 11944-12052/com.example.app I/linphone: ', [SENT, ...INVITE, '']),
      ...each('2026-04-16 18:30:00.100 11944-11944/com.example.app I/linphone: ', [RECEIVED, ...TRYING, PARSED]),
    ],
    lines: [2, 21],
  },
  'iOS, a tab after the prefix': {
    ...WHOLE,
    times: ['2026-04-16T16:30:00.001123Z', '2026-04-16T16:30:00.100123Z'],
    text: [
      `2026-04-16 18:30:00.001123+0200 app[68064:1643374] [Message] ${SENT}`,
      ...each('2026-04-16 18:30:00.001999+0200 app[68064:1643374] [Message] \t', INVITE),
      `2026-04-16 18:30:00.100123+0200 app[68064:1643374] [Message] ${RECEIVED}`,
      ...each('2026-04-16 18:30:00.100999+0200 app[68064:1643374] [Message] \t', TRYING),
      `2026-04-16 18:30:00.101123+0200 app[68064:1643374] [Message] ${PARSED}`,
    ],
    lines: [2, 20],
  },
  'two loggers of one program': {
    ...WHOLE,
    times: TIMES,
    text: [
      `2026-04-16 18:30:00.001 I/app: ${SENT}`,
      ...each('    ', INVITE),
      '',
      `2026-04-16 18:30:00.100 I/belle-sip: ${RECEIVED}`,
      ...each('    ', TRYING),
    ],
    lines: [2, 21],
  },
})

testNoMessages({
  'its other lines': [
    '2026-04-16 18:30:00:001 [org.linphone/belle-sip] MESSAGE Changing [client] [INVITE] transaction [0x5f], from state [INIT] to [CALLING]',
    '2026-04-16 18:30:00:001 [liblinphone] MESSAGE Op [0xb7] receiving call response [180], dialog is [0x0]',
    `2026-04-16 18:30:00:001 [org.linphone/belle-sip] MESSAGE ${SENT}`,
  ],
})

import { ALICE, BOB, testFormat, testNoMessages } from '../log/format-cases.ts'
import { INVITE, TRYING } from '../log/read-text.ts'

const WIDTH = 78
const inside = (lines: readonly string[]) => lines.map((line) => `│${line.padEnd(WIDTH)}│`)
const TOP = `┌${'─'.repeat(WIDTH)}┐`
const BOTTOM = `└${'─'.repeat(WIDTH)}┘`
const told = {
  ends: [ALICE, BOB],
  times: ['2026-04-16T18:30:00.000123Z', '2026-04-16T18:30:00.100Z'],
  lines: [3, INVITE.length + 6],
} as const

testFormat('sngrep', {
  'copied from the terminal, frame and all': {
    ...told,
    text: [
      TOP,
      ...inside(['2026/04/16 18:30:00.000123 192.0.2.1:5060 -> 203.0.113.2:5080', ...INVITE]),
      BOTTOM,
      TOP,
      ...inside(['2026/04/16 18:30:00.100000 203.0.113.2:5080 -> 192.0.2.1:5060', ...TRYING]),
      BOTTOM,
    ],
  },
})

testNoMessages({
  'a frame around something else': [TOP, ...inside(['Hello', 'INVITE is what it says']), BOTTOM],
  'an empty ladder': ['│                   │', '│                   │'],
})

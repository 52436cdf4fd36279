import { testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, TRYING } from './read-text.ts'

const written = (lines: readonly string[]) => lines.map((line) => `${line}\\r`)

testFormat('socat', {
  'both ways': {
    text: [
      '> 2026/04/16 18:30:00.000123  length=479 from=0 to=478',
      ...written(INVITE),
      '< 2026/04/16 18:30:00.000723  length=300 from=0 to=299',
      ...written(TRYING),
    ],
    ends: [undefined, undefined],
    times: ['2026-04-16T18:30:00.000123Z', '2026-04-16T18:30:00.000723Z'],
    lines: [2, INVITE.length + 3],
  },
})

testNoMessages({ 'quoted mail': ['> 2026/04/16 18:30 you wrote: length=3', '> hello'] })

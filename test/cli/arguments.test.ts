import { describe, expect, test } from 'vitest'
import { readArguments } from '../../src/cli/arguments.ts'

describe('readArguments', () => {
  test('everything at once', () => {
    const line =
      'analyze a.pcap - --format sarif --issue one-way --endpoints A,|B --policy p.json --key-log k.txt --passwords u.txt --fail-on high --llm'
    expect(readArguments(line.split(' ').map((word) => word.replace('|', ' ')))).toEqual({
      kind: 'analyze',
      files: ['a.pcap', '-'],
      format: 'sarif',
      issue: 'one-way',
      endpoints: ['A', 'B'],
      policyFile: 'p.json',
      keyLogFile: 'k.txt',
      passwordsFile: 'u.txt',
      failOn: 'high',
      llm: true,
      ladder: undefined,
      call: undefined,
      ascii: false,
    })
  })

  test('a file and nothing else', () => {
    expect(readArguments(['analyze', 'a.txt'])).toEqual({
      kind: 'analyze',
      files: ['a.txt'],
      format: undefined,
      issue: undefined,
      endpoints: undefined,
      policyFile: undefined,
      keyLogFile: undefined,
      passwordsFile: undefined,
      failOn: undefined,
      llm: false,
      ladder: undefined,
      call: undefined,
      ascii: false,
    })
  })

  test('the ladder of a call in place of a report', () => {
    expect(readArguments('analyze a.pcap --ladder mermaid --call 12 --ascii'.split(' '))).toMatchObject({
      ladder: 'mermaid',
      call: 12,
      ascii: true,
    })
  })

  test.each([[['--help']], [['-h']], [['analyze', '--help']], [['analyze', 'x', '-h']]])('%j asks for help', (argv) =>
    expect(readArguments(argv)).toEqual({ kind: 'help' }),
  )

  test('--version', () => expect(readArguments(['--version'])).toEqual({ kind: 'version' }))

  test.each<[string[], RegExp]>([
    [[], /no command/],
    [['diagnose', 'x'], /no command "diagnose"/],
    [['analyze'], /no file/],
    [['analyze', '-', '-'], /only once/],
    [['analyze', 'x', '--format', 'xml'], /--format is one of/],
    [['analyze', 'x', '--fail-on', 'info'], /--fail-on is one of/],
    [['analyze', 'x', '--ladder', 'png'], /--ladder is one of text, mermaid, svg/],
    [['analyze', 'x', '--ladder', 'svg', '--format', 'text'], /--ladder takes the place/],
    [['analyze', 'x', '--call', '1'], /--call belongs to --ladder/],
    [['analyze', 'x', '--ladder', 'svg', '--call', '0'], /--call is the number of a call/],
    [['analyze', 'x', '--ladder', 'svg', '--call', '1x'], /--call is the number of a call/],
    [['analyze', 'x', '--colour'], /--colour/],
    [['analyze', 'x', '--issue'], /--issue/],
    [['analyze', 'x', '--llm=yes'], /--llm/],
  ])('%j is wrong', (argv, message) => {
    const command = readArguments(argv)
    expect(command).toEqual({ kind: 'wrong', message: expect.stringMatching(message) })
    expect(command.kind === 'wrong' && command.message).not.toContain('\n')
  })
})

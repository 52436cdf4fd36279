import { describe, expect, test } from 'vitest'
import { readArguments } from '../../src/cli/arguments.ts'

describe('readArguments', () => {
  test('everything at once', () => {
    const line =
      'analyze a.pcap - --format sarif --issue one-way --endpoints A,|B --policy p.json --key-log k.txt --fail-on high --llm'
    expect(readArguments(line.split(' ').map((word) => word.replace('|', ' ')))).toEqual({
      kind: 'analyze',
      files: ['a.pcap', '-'],
      format: 'sarif',
      issue: 'one-way',
      endpoints: ['A', 'B'],
      policyFile: 'p.json',
      keyLogFile: 'k.txt',
      failOn: 'high',
      llm: true,
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
      failOn: undefined,
      llm: false,
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
    [['analyze', 'x', '--colour'], /--colour/],
    [['analyze', 'x', '--issue'], /--issue/],
    [['analyze', 'x', '--llm=yes'], /--llm/],
  ])('%j is wrong', (argv, message) => {
    const command = readArguments(argv)
    expect(command).toEqual({ kind: 'wrong', message: expect.stringMatching(message) })
    expect(command.kind === 'wrong' && command.message).not.toContain('\n')
  })
})

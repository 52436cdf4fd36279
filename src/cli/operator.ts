import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Operator } from '../app/admin.ts'
import { Refusal } from '../model/refusal.ts'

export const OPERATOR_HELP = `Usage: npm run -s admin -- COMMAND

  workspaces                                             list workspaces with their plans
  create-user --email E --password P [--name N]          a person with a workspace of their own
  set-plan --workspace ID --plan free|pro|teams          change a workspace's plan
  set-limits --plan P [--analyses-per-day N] [--api-access true|false]   change a plan
  set-workspace --workspace ID [--policy FILE] [--keep-input true|false] [--retention-days N]
                                                         what its analyses go by, and how long what is kept
  issue-key --workspace ID [--name N]                    a new API key, shown this once
  revoke-key --workspace ID --key ID                     revoke a key at once

With the embedded database, stop the service first: one process may use its directory at a time.
`

type Options = Readonly<Record<string, string | undefined>>

/** Runs one of the operator's commands and prints its outcome. Gives the exit status; 2 for words it does not know. */
export async function runOperatorCommand(
  operator: Operator,
  argv: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  const [command = '', ...rest] = argv
  try {
    const run = COMMANDS[command]
    if (run === undefined) throw new Refusal('invalid_input', `There is no command ${command}; see admin --help.`)
    for (const line of await run(operator, optionsOf(rest))) print(line)
    return 0
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    process.stderr.write(`${error.message}\n`)
    return 2
  }
}

const COMMANDS: Readonly<Record<string, (operator: Operator, options: Options) => Promise<readonly string[]>>> = {
  async workspaces(operator) {
    const all = await operator.workspaces()
    return all.map(({ id, name, plan }) => `${id}  ${plan.slug.padEnd(6)} ${plan.analysesPerDay}/day  ${name}`)
  },
  async 'create-user'(operator, options) {
    const [email, password] = [wanted(options, 'email'), wanted(options, 'password')]
    const { userId, workspaceId } = await operator.createUser({ email, password, name: options.name ?? email })
    return [`user ${userId}`, `workspace ${workspaceId}`]
  },
  async 'set-plan'(operator, options) {
    const workspace = await operator.setPlan(wanted(options, 'workspace'), wanted(options, 'plan'))
    return [`${workspace.name} is on ${workspace.plan.name}: ${workspace.plan.analysesPerDay} analyses a day`]
  },
  async 'set-limits'(operator, options) {
    const plan = await operator.setLimits(wanted(options, 'plan'), {
      analysesPerDay: wholeNumber(options, 'analyses-per-day'),
      apiAccess: yesOrNo(options, 'api-access'),
    })
    return [`${plan.slug}: ${plan.analysesPerDay} analyses a day, API access ${plan.apiAccess ? 'on' : 'off'}`]
  },
  async 'set-workspace'(operator, options) {
    const { policy } = options
    const { name, retentionDays } = await operator.setWorkspace(wanted(options, 'workspace'), {
      policy: policy === undefined ? undefined : jsonIn(policy),
      keepInput: yesOrNo(options, 'keep-input'),
      retentionDays: wholeNumber(options, 'retention-days'),
    })
    return [`${name} is set; its results are kept ${retentionDays} days`]
  },
  async 'issue-key'(operator, options) {
    const { key, secret } = await operator.issueKey(
      wanted(options, 'workspace'),
      options.name ?? 'Issued by the operator',
    )
    return [`${secret}`, `id ${key.id}, shown this once`]
  },
  async 'revoke-key'(operator, options) {
    const key = await operator.revokeKey(wanted(options, 'workspace'), wanted(options, 'key'))
    return [`${key.prefix}… (${key.name}) is revoked`]
  },
}

function optionsOf(argv: readonly string[]): Options {
  const names = [
    'email',
    'password',
    'name',
    'workspace',
    'plan',
    'analyses-per-day',
    'api-access',
    'key',
    'policy',
    'keep-input',
    'retention-days',
  ]
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    })
    return values as Options
  } catch (error) {
    throw new Refusal('invalid_input', `${(error as Error).message}; see admin --help.`)
  }
}

function wholeNumber(options: Options, name: string): number | undefined {
  const value = options[name]
  if (value === undefined) return undefined
  if (!/^\d{1,9}$/.test(value)) throw new Refusal('invalid_input', `--${name} takes a whole number.`)
  return Number(value)
}

function yesOrNo(options: Options, name: string): boolean | undefined {
  const value = options[name]
  if (value !== undefined && value !== 'true' && value !== 'false')
    throw new Refusal('invalid_input', `--${name} takes true or false.`)
  return value === undefined ? undefined : value === 'true'
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Refusal('invalid_input', `--policy ${path}: ${(error as Error).message}`)
  }
}

function wanted(options: Options, name: string): string {
  const value = options[name]
  if (value === undefined || value === '') throw new Refusal('invalid_input', `--${name} is missing; see admin --help.`)
  return value
}

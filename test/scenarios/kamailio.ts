import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Running, ready } from './programs.ts'
import type { Site } from './site.ts'

export interface ProxyShape {
  /** Number of its host. */
  readonly at: number
  /** Where a user of its domain is called: all at once. */
  readonly routes?: Readonly<Record<string, readonly string[]>>
  /** Where it goes on after all of these were busy or silent. */
  readonly next?: string
  /** Users with their passwords: REGISTER is challenged, and calls to whoever registered go there. */
  readonly users?: Readonly<Record<string, string>>
  /** INVITEs are challenged too. */
  readonly challengesCalls?: boolean
  /** Users that are told where to call instead. */
  readonly moved?: Readonly<Record<string, string>>
}

/** Name of its domain and realm. */
export const DOMAIN = 'example.com'

/** A Kamailio that stays in the dialogs it makes, on UDP and TCP; ready to hear. */
export async function startKamailio(site: Site, shape: ProxyShape): Promise<Running> {
  const home = join(site.directory, `kamailio-${shape.at}`)
  await mkdir(home)
  const file = join(home, 'kamailio.cfg')
  await writeFile(file, configuration(site, shape))
  const running = site.start(shape.at, 'kamailio', [
    '-f',
    file,
    '-DD',
    '-E',
    '-m',
    '32',
    '-M',
    '8',
    '-Y',
    home,
    '-w',
    home,
  ])
  await ready(running, () =>
    Promise.race([
      site.ready(shape.at).then(() => site.ready(shape.at, 'tcp')),
      running
        .ended()
        .then((code) => Promise.reject(new Error(`kamailio ended with ${code}: ${running.said().slice(-1_500)}`))),
    ]),
  )
  return running
}

const MODULES = [
  'kex',
  'corex',
  'tm',
  'tmx',
  'sl',
  'rr',
  'pv',
  'maxfwd',
  'textops',
  'siputils',
  'usrloc',
  'registrar',
  'auth',
  'xlog',
]

function configuration(site: Site, shape: ProxyShape): string {
  const { at, users } = shape
  const own = `${site.literal(at)}:${site.port(at)}`
  return [
    '#!KAMAILIO',
    ...['debug=0', 'children=2', 'tcp_children=2', 'auto_aliases=no', 'dns=no', 'rev_dns=no', 'log_stderror=yes'],
    `alias="${DOMAIN}"`,
    `listen=udp:${own}`,
    `listen=tcp:${own}`,
    ...MODULES.map((name) => `loadmodule "${name}.so"`),
    `modparam("rr", "enable_full_lr", 1)`,
    `modparam("tm", "restart_fr_on_each_reply", 1)`,
    `modparam("usrloc", "db_mode", 0)`,
    'request_route {',
    '  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }',
    '  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }',
    '  if (has_totag()) {',
    '    if (loose_route()) { t_relay(); exit; }',
    '    if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }',
    '    sl_send_reply("404", "Not Found"); exit;',
    '  }',
    '  t_check_trans();',
    '  if (is_method("OPTIONS") && uri == myself && $rU == $null) { sl_send_reply("200", "OK"); exit; }',
    ...(users
      ? [
          '  if (is_method("REGISTER")) {',
          ...challenge('www', users),
          '    consume_credentials();',
          '    save("location"); exit;',
          '  }',
        ]
      : []),
    ...(users && shape.challengesCalls
      ? ['  if (is_method("INVITE")) {', ...challenge('proxy', users), '    consume_credentials();', '  }']
      : []),
    '  if (is_method("INVITE|SUBSCRIBE")) record_route();',
    ...Object.entries(shape.moved ?? {}).map(
      ([user, uri]) =>
        `  if ($rU == "${user}") { append_to_reply("Contact: <${uri}>\\r\\n"); sl_send_reply("302", "Moved Temporarily"); exit; }`,
    ),
    ...Object.entries(shape.routes ?? {}).map(([user, uris]) => routed(user, uris, shape.next)),
    ...(users ? ['  if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }', '  t_relay(); exit;'] : []),
    '  sl_send_reply("404", "Not Found");',
    '}',
    ...(shape.next
      ? [
          'failure_route[NEXT] {',
          '  if (t_is_canceled()) exit;',
          `  if (t_check_status("486|480|408")) { $ru = "${shape.next}"; t_relay(); }`,
          '}',
        ]
      : []),
    '',
  ].join('\n')
}

const challenge = (kind: 'www' | 'proxy', users: Readonly<Record<string, string>>): readonly string[] => [
  '    $var(password) = "";',
  ...Object.entries(users).map(([user, password]) => `    if ($fU == "${user}") $var(password) = "${password}";`),
  `    if (!pv_${kind}_authenticate("${DOMAIN}", "$var(password)", "0")) { auth_challenge("${DOMAIN}", "1"); exit; }`,
]

const routed = (user: string, uris: readonly string[], next: string | undefined): string => {
  const [first, ...others] = uris
  return [
    `  if ($rU == "${user}") {`,
    `    $ru = "${first}";`,
    ...others.map((uri) => `    append_branch("${uri}");`),
    ...(next === undefined ? [] : ['    t_on_failure("NEXT");']),
    '    t_relay(); exit;',
    '  }',
  ].join('\n')
}

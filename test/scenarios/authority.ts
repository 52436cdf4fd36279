import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { output } from './programs.ts'

/** A certificate in files of PEM; `bundle` holds it with its key. */
export interface Issued {
  readonly certificate: string
  readonly key: string
  readonly bundle: string
}

/** An authority that lives as long as its directory. */
export interface Authority {
  /** File of the root's certificate. */
  readonly root: string
  /** A certificate for DNS names, held from `from` to `until` days after now (before, where negative). */
  issue(names: readonly string[], from?: number, until?: number): Promise<Issued>
  selfSigned(names: readonly string[]): Promise<Issued>
}

const DAY_MS = 86_400_000
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** Made with openssl: `openssl ca` is the one that dates a certificate back in all its versions. */
export async function openAuthority(directory: string): Promise<Authority> {
  const home = join(directory, 'authority')
  await mkdir(home)
  const at = (name: string): string => join(home, name)
  await writeFile(at('index.txt'), '')
  await writeFile(at('ca.cnf'), configuration(home))
  const root = at('root.pem')
  const openssl = (...options: readonly string[]): void => void output('openssl', options)
  openssl('req', '-x509', ...NEW_KEY, '-keyout', at('root.key'), '-out', root, '-subj', '/CN=Example Root')
  let issued = 0
  const files = (): Issued => {
    issued++
    return { certificate: at(`${issued}.pem`), key: at(`${issued}.key`), bundle: at(`${issued}.bundle.pem`) }
  }
  const bundled = async (made: Issued): Promise<Issued> => {
    await writeFile(made.bundle, Buffer.concat([await readFile(made.certificate), await readFile(made.key)]))
    return made
  }
  return {
    root,
    async issue(names, from = -30, until = 365) {
      const made = files()
      const request = at(`${issued}.csr`)
      openssl('req', '-new', ...NEW_KEY, '-keyout', made.key, '-out', request, '-subj', `/CN=${names[0]}`)
      await writeFile(at('names.cnf'), `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`)
      openssl(
        ...['ca', '-batch', '-notext', '-config', at('ca.cnf'), '-extfile', at('names.cnf')],
        ...['-startdate', dated(from), '-enddate', dated(until), '-in', request, '-out', made.certificate],
      )
      return bundled(made)
    },
    async selfSigned(names) {
      const made = files()
      const alternative = `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`
      openssl(
        ...['req', '-x509', ...NEW_KEY, '-keyout', made.key, '-out', made.certificate, '-days', '365'],
        ...['-subj', `/CN=${names[0]}`, '-addext', alternative],
      )
      return bundled(made)
    },
  }
}

/** `20260131120000Z` (RFC 5280 §4.1.2.5.2). */
const dated = (days: number): string =>
  `${new Date(Date.now() + days * DAY_MS).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`

const configuration = (home: string): string =>
  [
    '[ca]',
    'default_ca=own',
    '[own]',
    `database=${home}/index.txt`,
    `new_certs_dir=${home}`,
    `certificate=${home}/root.pem`,
    `private_key=${home}/root.key`,
    'default_md=sha256',
    'policy=any',
    'unique_subject=no',
    'rand_serial=yes',
    '[any]',
    'commonName=supplied',
    '',
  ].join('\n')

import { type RuleInfo, ruleCatalogue } from '../app/rules.ts'

const byId = new Map(ruleCatalogue().map((rule) => [rule.id, rule]))

/** A page on a rule of the catalogue, or for `/rules` the list of all; undefined for an unknown one. Whole HTML, no scripts. */
export function rulePage(path: string): string | undefined {
  const id = path.replace(/^\/rules\/?/, '')
  if (id === '') return page('Rules', listOf(ruleCatalogue()))
  const rule = byId.get(id)
  return rule && page(`${rule.id}: ${rule.title}`, partsOf(rule))
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><main><h1>${escaped(title)}</h1>${body}</main></body></html>`

const STYLE =
  ':root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:46rem;padding:0 1rem}pre{overflow:auto;padding:.75rem;border:1px solid #8886;border-radius:.4rem}h2{font-size:1rem;margin-top:1.5rem}'

const listOf = (rules: readonly RuleInfo[]): string =>
  `<ul>${rules
    .map(({ id, severity, title }) => `<li><a href="/rules/${id}">${id}</a> (${severity}): ${escaped(title)}</li>`)
    .join('')}</ul>`

function partsOf(rule: RuleInfo): string {
  const { severity, category, meaning, fires, quiet, example, fix, verify, explains, references } = rule
  const linked = explains.map((id) => (byId.has(id) ? `<a href="/rules/${id}">${id}</a>` : escaped(id))).join(', ')
  return [
    `<p>Usual severity ${severity}, category ${category}.</p><p>${escaped(meaning)}</p>`,
    section('When it fires', escaped(fires)),
    section('When it stays quiet', escaped(quiet)),
    example.length > 0 ? `<h2>Example of evidence</h2><pre>${escaped(example.join('\n'))}</pre>` : '',
    section('What to do', escaped([fix, verify].filter(Boolean).join(' '))),
    section('What it explains', linked),
    section('Sources', escaped(references.join('; '))),
    '<p><a href="/rules">All rules</a></p>',
  ].join('')
}

const section = (title: string, html: string): string => (html === '' ? '' : `<h2>${title}</h2><p>${html}</p>`)

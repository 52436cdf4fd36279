/** Colours by role, for light and for dark: text reaches 4.5 : 1 on its ground (WCAG 2.2 §1.4.3). */
const LIGHT = {
  ground: '#ffffff',
  text: '#1f2328',
  quiet: '#59636e',
  post: '#c4ccd4',
  box: '#f0f3f6',
  edge: '#b5bec7',
  request: '#0550ae',
  provisional: '#59636e',
  success: '#116329',
  redirect: '#8a4b00',
  failure: '#b3131d',
  media: '#0b6a78',
  poor: '#a3218e',
}
const DARK: typeof LIGHT = {
  ground: '#0d1117',
  text: '#e6edf3',
  quiet: '#9aa4ae',
  post: '#3a424b',
  box: '#1b222b',
  edge: '#4a535d',
  request: '#79b8ff',
  provisional: '#9aa4ae',
  success: '#56d364',
  redirect: '#f0b04a',
  failure: '#ff7b72',
  media: '#56c8d8',
  poor: '#f29be0',
}
/** Of the marks of legs, which stand in white. */
const LEGS = ['#3b5bb5', '#9a5b00', '#2f7d4f', '#8a3fa0', '#a8324a', '#4f6470']
/** Of the marks of findings. */
const NOTES = { critical: '#8f0d16', high: '#b3131d', medium: '#8a4b00', low: '#2c5f9e', info: '#59636e' }

const tones = ['request', 'provisional', 'success', 'redirect', 'failure', 'media', 'poor'] as const

const coloured = (colours: typeof LIGHT): string =>
  [
    `.sl-ground{fill:${colours.ground}}`,
    `.sl-text{fill:${colours.text}}`,
    `.sl-quiet{fill:${colours.quiet}}`,
    `.sl-post{stroke:${colours.post}}`,
    `.sl-box{fill:${colours.box};stroke:${colours.edge}}`,
    ...tones.map((tone) => `.sl-${tone}{fill:${colours[tone]};stroke:${colours[tone]}}`),
    `.sl .sl-halo{stroke:${colours.ground}}`,
  ].join('')

/** Widths of letters are reckoned with 0.6 em, which is what these fonts have or less than it. */
const FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"

/** The style sheet within a drawing: every class begins with `sl-`, so that a page it is put into keeps its own. */
export const STYLE = [
  `.sl text{font-family:${FONT};font-size:12px;stroke:none}`,
  '.sl .sl-title{font-size:15px;font-weight:bold}',
  '.sl .sl-name{font-weight:bold}',
  '.sl .sl-small{font-size:11px}',
  '.sl-post{stroke-width:1}',
  '.sl-pause{stroke-dasharray:2 4}',
  '.sl-line{stroke-width:1.5}',
  '.sl-answer{stroke-dasharray:6 3}',
  '.sl-again{stroke-dasharray:2 3}',
  '.sl-bar{fill-opacity:.25;stroke-width:1}',
  '.sl-halo{stroke-width:5;stroke-linejoin:round;paint-order:stroke}',
  '.sl-mark{fill:#ffffff;font-weight:bold}',
  ...LEGS.map((colour, i) => `.sl-leg${i}{fill:${colour}}`),
  ...Object.entries(NOTES).map(([severity, colour]) => `.sl-${severity}{fill:${colour}}`),
  coloured(LIGHT),
  `@media (prefers-color-scheme:dark){${coloured(DARK)}}`,
].join('')

export const legClass = (leg: number): string => `sl-leg${leg % LEGS.length}`

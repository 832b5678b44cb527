const REFRESH_MS = 2_000;

const state = document.getElementById('state');
const address = document.getElementById('address');
const list = document.getElementById('list');
const none = document.getElementById('none');
const mail = document.getElementById('mail');

let summaries = [];
let lastAnswer = '';
let shownId = null;
let asText = false;

/** An element with its attributes and children; texts stay texts, so no mail can write into the page. */
const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

const wantedAddress = () => new URLSearchParams(location.search).get('to') ?? '';
const chosenId = () => location.hash.slice(1);

const refresh = async () => {
  if (document.visibilityState === 'hidden') return;
  try {
    const answer = await (await fetch('/summaries')).text();
    state.textContent = '';
    if (answer === lastAnswer) return;
    lastAnswer = answer;
    summaries = JSON.parse(answer);
    drawAddresses();
    drawList();
    await drawMail();
  } catch {
    state.textContent = 'Not connected; trying again.';
  }
};

const drawAddresses = () => {
  const counts = Map.groupBy(summaries, ({ to }) => to.toLowerCase());
  const wanted = wantedAddress().toLowerCase();
  if (wanted !== '' && !counts.has(wanted)) counts.set(wanted, []);
  const option = (value, text) => {
    const made = make('option', { value }, text);
    made.selected = value === wanted;
    return made;
  };
  const each = [...counts].map(([to, mails]) => option(to, `${to} (${mails.length})`));
  address.replaceChildren(option('', `All addresses (${summaries.length})`), ...each);
};

const drawList = () => {
  const focused = document.activeElement?.closest?.('#list a')?.getAttribute('href');
  const wanted = wantedAddress().toLowerCase();
  const shown = summaries.filter(({ to }) => wanted === '' || to.toLowerCase() === wanted);
  list.replaceChildren(...shown.map(drawRow));
  none.hidden = shown.length > 0;
  if (focused) list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
};

const drawRow = ({ id, to, subject, at, preview }) =>
  make('li', {}, make('a', { href: `#${id}`, ...(id === chosenId() ? { 'aria-current': 'true' } : {}) },
    make('span', { class: 'row' }, make('span', { class: 'subject' }, subject || '(no subject)'), when(at)),
    make('span', { class: 'to' }, to),
    make('span', { class: 'preview' }, preview)));

const when = (at) => {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const text = date.toLocaleString([], today ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' });
  return make('time', { datetime: at, title: date.toLocaleString() }, text);
};

const drawMail = async () => {
  const id = chosenId();
  document.body.classList.toggle('reading', id !== '');
  if (id === shownId) return;
  const answer = id === '' ? null : await fetch(`/messages/${id}`);
  if (id !== chosenId()) return;
  shownId = id;
  if (!answer?.ok) {
    mail.replaceChildren(backLink(), make('p', { class: 'hint' }, id === '' ? 'Choose a mail to read it.' : 'This mail is no longer here.'));
    return;
  }
  const message = await answer.json();
  const { code } = summaries.find((summary) => summary.id === id) ?? {};
  mail.replaceChildren(backLink(), make('h2', {}, message.subject || '(no subject)'), facts(message), tools(message, code), body(message));
  mail.scrollTop = 0;
};

const backLink = () => make('a', { class: 'back', href: '#' }, '← All mails');

const facts = ({ to, from, at }) =>
  make('dl', {}, make('dt', {}, 'To'), make('dd', {}, to), make('dt', {}, 'From'), make('dd', {}, from), make('dt', {}, 'At'), make('dd', {}, new Date(at).toLocaleString()));

const tools = (message, code) => {
  const bar = make('div', { class: 'tools' });
  if (code) {
    const copy = make('button', { type: 'button' }, 'Copy code');
    copy.addEventListener('click', async () => {
      await navigator.clipboard.writeText(code);
      copy.textContent = 'Copied';
    });
    bar.append(make('span', { class: 'code' }, code), copy);
  }
  if (message.html && message.text) {
    const plain = make('button', { type: 'button', 'aria-pressed': String(asText) }, 'Plain text');
    plain.addEventListener('click', () => {
      asText = !asText;
      plain.setAttribute('aria-pressed', String(asText));
      mail.lastElementChild.replaceWith(body(message));
    });
    bar.append(plain);
  }
  return bar;
};

const body = ({ html, text }) => {
  if (!html || (asText && text)) return make('p', { class: 'text' }, ...withLinks(text.trimEnd()));
  // No scripts and no origin of its own; only links may leave, into a tab that is free of these limits.
  return make('iframe', { title: 'The mail', sandbox: 'allow-popups allow-popups-to-escape-sandbox', srcdoc: `<base target="_blank">${html}` });
};

const withLinks = (text) =>
  text.split(/(https?:\/\/[^\s<>"]+)/).map((part, index) => (index % 2 ? make('a', { href: part, target: '_blank', rel: 'noreferrer' }, part) : part));

address.addEventListener('change', () => {
  const query = address.value === '' ? '' : `?to=${encodeURIComponent(address.value)}`;
  history.replaceState(null, '', `/${query}${location.hash}`);
  drawList();
});
addEventListener('hashchange', () => {
  drawList();
  void drawMail();
});
document.getElementById('empty').addEventListener('click', async () => {
  if (!confirm(`Delete all ${summaries.length} mails?`)) return;
  await fetch('/messages', { method: 'DELETE' });
  location.hash = '';
  await refresh();
});
document.addEventListener('visibilitychange', refresh);
setInterval(refresh, REFRESH_MS);
void refresh().then(drawMail);

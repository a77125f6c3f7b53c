// Many cells, one request. Excel asks for each cell on its own; calls issued together leave as one
// POST, and each cell gets its answer as if it had asked alone.

const SINGLE = "/xlwings/custom-functions-call";
const TOGETHER = "/api/fonctions";
const WAIT = 5; // ms: cells of one recalculation ask within one turn of the page
const MOST_CALLS = 1000; // what the client of xlwings lets out at once
const MOST_VALUES = 200_000; // beyond, a request would near the size the server accepts

/** Make `request.post` gather the calls of custom functions; every other request passes as it is. */
export function gatherCalls(request) {
  const post = request.post;
  let waiting = [];
  let weight = 0;
  let timer = null;

  function leave() {
    clearTimeout(timer);
    timer = null;
    weight = 0;
    const calls = waiting;
    waiting = [];
    for (const group of byHeaders(calls)) send(post, group);
  }

  request.post = (url, body, options) => {
    if (!url.endsWith(SINGLE)) return post(url, body, options);
    return new Promise((resolve, reject) => {
      const size = valuesIn(body.args);
      if (waiting.length && weight + size > MOST_VALUES) leave();
      waiting.push({ url, body, options, resolve, reject });
      weight += size;
      if (waiting.length >= MOST_CALLS) leave();
      else timer ??= setTimeout(leave, WAIT);
    });
  };
}

function valuesIn(value) {
  return Array.isArray(value) ? value.reduce((sum, each) => sum + valuesIn(each), 0) : 1;
}

/** Only calls made with the same access may share a request. */
function byHeaders(calls) {
  const groups = new Map();
  for (const call of calls) {
    const key = JSON.stringify(call.options?.headers ?? {});
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(call);
  }
  return groups.values();
}

async function send(post, calls) {
  if (calls.length === 1) return alone(post, calls[0]);
  const [{ url, options }] = calls;
  const address = url.slice(0, -SINGLE.length) + TOGETHER;
  let replies;
  try {
    const answer = await post(address, { appels: calls.map((each) => each.body) }, options);
    replies = answer.data?.reponses;
  } catch (error) {
    // No answer, or no access: asking a thousand times more would change nothing.
    if (!error.response || [401, 403].includes(error.response.status)) {
      for (const each of calls) each.reject(error);
      return undefined;
    }
  }
  if (!Array.isArray(replies) || replies.length !== calls.length) {
    for (const each of calls) alone(post, each);
    return undefined;
  }
  calls.forEach((each, place) => deliver(each, replies[place]));
  return undefined;
}

function alone(post, { url, body, options, resolve, reject }) {
  return post(url, body, options).then(resolve, reject);
}

function deliver({ resolve, reject }, reply) {
  if (reply && "result" in reply) {
    resolve({ data: reply, status: 200, statusText: "OK" });
    return;
  }
  const status = reply?.statut ?? 400;
  const error = new Error(`Request failed with status ${status}`);
  error.response = { status, statusText: "", data: { error: reply?.error ?? reply?.erreur ?? "" } };
  reject(error);
}

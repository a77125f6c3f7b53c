// Posting a form to the server of this page, and nowhere else.

import { askAccess, authorization } from "./access.js";
import { Refusal, refusal, silence } from "./faults.js";

/** Return the answer to a GET, or to a POST when there is a `form`.

 * Raises a Refusal when nothing answers or the answer is no. When the server asks for an access
 * code, the person is asked once and the request goes again.
 */
export async function ask(path, form = null) {
  let answer;
  try {
    answer = await fetch(path, {
      method: form ? "POST" : "GET",
      body: form,
      headers: authorization() ? { Authorization: authorization() } : {},
      redirect: "error",
      credentials: "same-origin",
    });
  } catch {
    throw silence();
  }
  if (answer.status === 401 && (await askAccess())) return ask(path, form);
  if (answer.status === 401) throw new Refusal([], 401);
  if (!answer.ok) throw refusal(answer.status, await answer.json().catch(() => null));
  return answer;
}

/** Return the JSON document that a POST answers. */
export async function document_(path, form) {
  return (await ask(path, form)).json();
}

/** Return the file that a request answers: its name and content. */
export async function download(path, form = null) {
  const answer = await ask(path, form);
  return { nom: nameOf(answer) || path.split("/").at(-1), blob: await answer.blob() };
}

function nameOf(answer) {
  const told = answer.headers.get("Content-Disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(told)?.[1];
  if (encoded) return decodeURIComponent(encoded);
  return /filename="?([^";]+)"?/i.exec(told)?.[1] ?? "";
}

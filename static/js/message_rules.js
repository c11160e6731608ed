// @ts-check
/** @import {MessageRules, MessageShape, Person} from "./types.d.ts" */

/**
 * What the organisation lets people do with what they wrote, as it was when the page was loaded; the
 * server has the last word.
 *
 * @type {{rules: MessageRules, admin: boolean}}
 */
const now = {
  rules: { edit_minutes: null, delete_minutes: null, versions_for: "everyone" },
  admin: false,
};

/**
 * @param {MessageRules} rules
 * @param {Person} me
 */
export function setMessageRules(rules, me) {
  now.rules = rules;
  now.admin = me.role === "owner" || me.role === "admin";
}

/** Whether I may still edit a message of mine. @param {MessageShape} message */
export function mayEdit(message) {
  return isInTime(message, now.rules.edit_minutes);
}

/** Whether I may still delete a message of mine. @param {MessageShape} message */
export function mayDelete(message) {
  return now.admin || isInTime(message, now.rules.delete_minutes);
}

/** Whether I see what messages said before. */
export function seesVersions() {
  return now.admin || now.rules.versions_for === "everyone";
}

/**
 * @param {MessageShape} message
 * @param {number | null} minutes
 */
function isInTime({ created_at: at }, minutes) {
  return minutes === null || Date.now() - Date.parse(at) < minutes * 60_000;
}

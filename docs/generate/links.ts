import type { DescEnum, DescMessage, DescMethod, DescService } from '@bufbuild/protobuf';
import type { Contract } from './contract.ts';

/** Where everything of the contract is described, as links from the pages of `docs/reference`. */
export class Links {
  readonly #targets = new Map<string, string>();

  constructor({ services, messages, enums }: Contract) {
    for (const service of services) {
      this.#targets.set(service.name, servicePage(service));
      for (const method of service.methods) {
        const target = `${servicePage(service)}#${anchor(method.name)}`;
        this.#targets.set(`${service.name}.${method.name}`, target);
        this.#targets.set(method.name, target);
      }
    }
    for (const message of messages) {
      const target = `${messagePage(message, services)}#${anchor(message.name)}`;
      this.#targets.set(message.name, target);
      for (const { name } of message.fields) this.#targets.set(`${message.name}.${name}`, target);
    }
    for (const { name } of enums) this.#targets.set(name, `enums.md#${anchor(name)}`);
    this.#targets.set('ErrorReason', '../ERRORS.md');
  }

  of({ name }: DescMessage | DescEnum | DescService): string {
    return this.#link(name);
  }

  ofMethod({ name, parent }: DescMethod, folder = ''): string {
    return `[\`${name}\`](${folder}${this.#targets.get(`${parent.name}.${name}`)})`;
  }

  /** A comment, in which names of the contract are links: between backticks, or RPCs as they are. */
  text(comment: string, folder = ''): string {
    return comment.replaceAll(NAME, (whole, code: string | undefined, bare: string | undefined) => {
      const name = code ?? bare ?? '';
      return /^[A-Z]/.test(name) && this.#targets.has(name) ? this.#link(name, folder) : whole;
    });
  }

  #link(name: string, folder = ''): string {
    const target = this.#targets.get(name);
    return target === undefined ? `\`${name}\`` : `[\`${name}\`](${folder}${target})`;
  }
}

/** A name between backticks, or of several words. */
const NAME = /`([\w.]+)`|\b([A-Z][a-z]+(?:[A-Z][a-z]+)+)\b/g;

export function servicePage({ name }: DescService): string {
  return `${name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}.md`;
}

/** A message of a service's own file stands on the page of the service, all others on one page. */
function messagePage({ file }: DescMessage, services: readonly DescService[]): string {
  const service = services.find((one) => one.file.name === file.name);
  return service === undefined ? 'messages.md' : servicePage(service);
}

/** As GitHub makes them of headings. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');
}

/** A link to what a reason means, from the pages of `docs/reference`. */
export function reasonLink(reason: string): string {
  return `[\`${reason}\`](../ERRORS.md#${anchor(reason)})`;
}

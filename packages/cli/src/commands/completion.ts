import { Argument, type Command } from 'commander';
import type { Surroundings } from '../terminal.ts';

/** What may stand after each command, from the tree itself, so that it cannot be forgotten. */
function wordsByCommand(program: Command): Map<string, string[]> {
  const words = new Map<string, string[]>();
  const visit = (command: Command, path: string): void => {
    const options = [...command.options, ...(path ? program.options : [])].flatMap(({ long }) => (long ? [long] : []));
    const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
    words.set(path, [...command.commands.map((inner) => inner.name()), ...choices, ...options, '--help']);
    for (const inner of command.commands) visit(inner, `${path} ${inner.name()}`.trim());
  };
  visit(program, '');
  return words;
}

const cases = (words: Map<string, string[]>): string => [...words].map(([path, next]) => `    '${path}') words='${next.join(' ')}' ;;`).join('\n');

const scripts: Record<string, (words: Map<string, string[]>) => string> = {
  bash: (words) => `_vestibule() {
  local path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  while :; do
    case "$path" in
${cases(words).replace(/^ {4}/gm, '    ')}
      # An argument, not a command: what may follow the command itself.
      *' '*) path="\${path% *}"; continue ;;
      *) path=''; continue ;;
    esac
    break
  done
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _vestibule vestibule
`,
  // `path` is PATH itself in zsh.
  zsh: (words) => `#compdef vestibule
_vestibule() {
  local typed='' word words_=''
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ "$word" == -* ]] || typed="\${typed:+$typed }$word"
  done
  while :; do
    case "$typed" in
${cases(words).replaceAll('words=', 'words_=')}
      # An argument, not a command: what may follow the command itself.
      *' '*) typed="\${typed% *}"; continue ;;
      *) typed=''; continue ;;
    esac
    break
  done
  compadd -- \${=words_}
}
(( \$+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _vestibule vestibule
`,
  fish: (words) => `complete -c vestibule -f
${[...words].flatMap(([path, next]) => next.map((word) => `complete -c vestibule -n '${conditionFor(path, words)}' -a '${word}'`)).join('\n')}
`,
};

/** Fish asks which words were seen, and which of those that could follow were not yet. */
function conditionFor(path: string, words: Map<string, string[]>): string {
  if (!path) return '__fish_use_subcommand';
  const inner = (words.get(path) ?? []).filter((word) => !word.startsWith('-'));
  const seen = path.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
  return inner.length > 0 ? `${seen}; and not __fish_seen_subcommand_from ${inner.join(' ')}` : seen;
}

export function addCompletion(program: Command, surroundings: Surroundings): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(scripts)))
    .description('print a script that completes commands and options')
    .addHelpText('after', '\nbash:  source <(vestibule completion bash)\nzsh:   source <(vestibule completion zsh)\nfish:  vestibule completion fish | source')
    .action((shell: string) => void surroundings.stdout.write(scripts[shell]?.(wordsByCommand(program)) ?? ''));
}

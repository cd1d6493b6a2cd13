import vue from "eslint-plugin-vue";
import tseslint from "typescript-eslint";

const features = ["session", "today", "people", "places", "registers", "import", "outgoing", "reports", "history", "settings", "help", "search"];

/** The fences of the house: who may import what (shared/house.md 3). */
const fence = (files, patterns) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns: patterns.map(([group, message]) => ({ group, message })) }] },
});
const tauri = [["@tauri-apps/*"], "only src/host talks to the desktop"];

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/contract"] },
  ...tseslint.configs.recommended,
  ...vue.configs["flat/recommended"],
  {
    files: ["**/*.vue"],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    rules: {
      "no-undef": "off",
      "vue/multi-word-component-names": "off",
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/html-self-closing": "off",
      "vue/html-indent": "off",
      "vue/html-closing-bracket-newline": "off",
      "vue/first-attribute-linebreak": "off",
      "vue/multiline-html-element-content-newline": "off",
      "vue/attributes-order": "off",
      "vue/require-default-prop": "off",
      "vue/no-v-html": "off",
    },
  },
  fence(["src/kit/**"], [tauri, [["**/features/**", "**/app/**", "**/host/**"], "the kit knows no feature and no host"]]),
  fence(["src/app/**"], [tauri]),
  ...features.map((own) =>
    fence(
      [`src/features/${own}/**`],
      [
        tauri,
        [features.filter((f) => f !== own).map((f) => `**/${f}/**`), "a feature knows no other feature"],
        [["**/app/**"], "a feature knows no app"],
      ],
    ),
  ),
);

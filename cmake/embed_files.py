"""Writes an assembler file that holds files as bytes, and a C++ table of them.

embed_files.py OUT_DIR DIST_DIR OPENAPI: makes OUT_DIR/embedded.S and OUT_DIR/embedded.cpp. `app.js.br` and `app.js.gz`
become variants of `app.js`."""
import os
import sys


def files_below(folder: str) -> list[str]:
    found = []
    for root, _, names in os.walk(folder):
        found += [os.path.join(root, name) for name in names if not name.startswith(".")]
    return sorted(found)


def main() -> None:
    out, dist, openapi = sys.argv[1:4]
    paths = files_below(dist) if os.path.isdir(dist) else []
    numbers = {path: i for i, path in enumerate([openapi, *paths])}
    with open(os.path.join(out, "embedded.S"), "w", encoding="utf-8") as asm:
        asm.write('.section .rodata,"a",@progbits\n')
        for path, i in numbers.items():
            asm.write(f'.balign 16\n.global drp_file_{i}\ndrp_file_{i}:\n.incbin "{path}"\n')
            asm.write(f".global drp_file_{i}_end\ndrp_file_{i}_end:\n.byte 0\n")
        asm.write('.section .note.GNU-stack,"",@progbits\n')

    def view(path: str) -> str:
        if path not in numbers:
            return "{}"
        i = numbers[path]
        return f"{{drp_file_{i}, static_cast<std::size_t>(drp_file_{i}_end - drp_file_{i})}}"

    originals = [p for p in paths if not (p.endswith((".br", ".gz")) and p[:-3] in numbers)]
    with open(os.path.join(out, "embedded.cpp"), "w", encoding="utf-8") as cpp:
        cpp.write('#include "app/embedded.hpp"\n\n#include <vector>\n\nextern "C" {\n')
        for i in numbers.values():
            cpp.write(f"extern const char drp_file_{i}[];\nextern const char drp_file_{i}_end[];\n")
        cpp.write("}\n\nnamespace drp::app {\n\nstd::span<const http::EmbeddedAsset> embedded_pages() {\n")
        cpp.write("    static const std::vector<http::EmbeddedAsset> table{\n")
        for path in originals:
            name = "/" + os.path.relpath(path, dist).replace(os.sep, "/")
            cpp.write(f'        {{"{name}", {view(path)}, {view(path + ".br")}, {view(path + ".gz")}}},\n')
        cpp.write("    };\n    return table;\n}\n\n")
        cpp.write(f"std::string_view embedded_openapi() {{ return {view(openapi)}; }}\n\n}}  // namespace drp::app\n")


if __name__ == "__main__":
    main()

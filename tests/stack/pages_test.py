"""The files of the web pages, precompressed by the build, as they are delivered."""
import gzip
import re
import unittest
from pathlib import Path

from support import Client, Server, StackTest, private_folder


class PagesTest(StackTest):
    SCRIPT = b"console.log('x');\n" * 500
    HASHED = "/assets/index-B1x2c3D4.js"

    @classmethod
    def setUpClass(cls) -> None:
        folder = private_folder(cls.addClassCleanup)
        pages = folder / "pages"
        (pages / "assets").mkdir(parents=True)
        (pages / "index.html").write_text(f"<!doctype html><title>t</title><script src='{cls.HASHED}'></script>")
        (pages / "robots.txt").write_text("User-agent: *\n")
        cls.put(pages / cls.HASHED[1:], cls.SCRIPT)
        (folder / "secret.txt").write_text("secret")
        (pages / "link.txt").symlink_to(folder / "secret.txt")
        cls.server = Server(folder, "--pages", str(pages))
        cls.addClassCleanup(cls.server.stop)
        cls.visitor = Client(cls.server)

    @staticmethod
    def put(file: Path, content: bytes) -> None:
        file.write_bytes(content)
        Path(f"{file}.gz").write_bytes(gzip.compress(content))
        Path(f"{file}.br").write_bytes(b"brotli stands here")

    def test_a_hashed_name_is_cached_for_ever_and_others_are_asked_for_again(self) -> None:
        self.assertEqual("public, max-age=31536000, immutable", self.visitor.get(self.HASHED).header("Cache-Control"))
        for path in ("/", "/robots.txt"):
            self.assertEqual("no-cache", self.visitor.get(path).header("Cache-Control"))

    def test_the_smallest_variant_that_is_welcome_is_sent(self) -> None:
        for accepted, coding, body in (
            ("br, gzip", "br", b"brotli stands here"),
            ("gzip", "gzip", gzip.compress(self.SCRIPT)),
            ("identity", None, self.SCRIPT),
            ("", None, self.SCRIPT),
            ("br;q=0, gzip", "gzip", None),
            ("deflate", None, self.SCRIPT),
        ):
            with self.subTest(accepted):
                answer = self.visitor.get(self.HASHED, headers={"Accept-Encoding": accepted})
                self.assertEqual(
                    (200, coding, "text/javascript"),
                    (answer.status, answer.header("Content-Encoding"), answer.content_type),
                )
                self.assertIn("Accept-Encoding", answer.header("Vary"))
                plain = gzip.decompress(answer.body) if coding == "gzip" else answer.body
                self.assertEqual(self.SCRIPT if coding == "gzip" else body, plain)

    def test_an_unchanged_file_is_not_sent_again(self) -> None:
        tag = self.visitor.get("/robots.txt").header("ETag")
        self.assertEqual(304, self.visitor.get("/robots.txt", headers={"If-None-Match": tag}).status)

    def test_addresses_of_the_pages_own_router_show_the_page_and_missing_files_do_not(self) -> None:
        html = {"Accept": "text/html"}
        page = self.visitor.get("/", headers=html)
        self.assertEqual(page.body, self.visitor.get("/meters/100", {"from": "2025-01-01"}, html).body)
        for path in ("/assets/gone-B1x2c3D4.js", "/api/meters"):
            self.assertEqual(404, self.visitor.get(path, headers=html).status)

    def test_nothing_outside_the_folder_is_served(self) -> None:
        for path in (
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/assets/../../secret.txt",
            "/..%2fsecret.txt",
            "/link.txt",
            "//etc/passwd",
            "/assets/..%5c..%5csecret.txt",
            "/tls.key",
            "/drp.db",
        ):
            with self.subTest(path):
                answer = self.visitor.get(path, headers={"Accept": "*/*"})
                self.assertNotIn(b"secret", answer.body.replace(b"/secret", b""))
                self.assertNotIn(b"PRIVATE", answer.body)
                self.assertNotIn(b"root:", answer.body)

    def test_the_pages_in_the_binary_hold_together(self) -> None:
        with Server(private_folder(self.addCleanup)) as server:
            client = Client(server)
            page = client.get("/", headers={"Accept": "text/html"})
            if page.status == 404:
                print(message := "SKIPPED: this binary was built without the web pages", flush=True)
                self.skipTest(message)
            self.assertEqual("text/html", page.content_type)
            self.assertNotRegex(page.text, r"<script(?![^>]*\bsrc=)[^>]*>")
            self.assertNotRegex(page.text, r"\son\w+=")
            parts = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
            self.assertTrue([p for p in parts if p.endswith(".js")])
            for path in parts:
                with self.subTest(path):
                    answer = client.get(path, headers={"Accept-Encoding": "br, gzip"})
                    self.assertEqual(200, answer.status)
                    if path.startswith("/assets/"):
                        self.assertIn("immutable", answer.header("Cache-Control"))
                        self.assertEqual("br", answer.header("Content-Encoding"))


if __name__ == "__main__":
    unittest.main()

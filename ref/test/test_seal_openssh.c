/* SPDX-License-Identifier: ISC
 *
 * Packets that an OpenSSH 9.2 server sent: the answer to the request for
 * ssh-userauth, then the list of its authentication methods.  Each must open,
 * and sealing the plaintext again must give the same bytes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "crypto/seal.h"
#include "test/hex.h"

/* clang-format off */
static const struct recording {
	const char *cipher, *mac, *key, *iv, *mac_key;
	const char *wire[2], *plain[2];
} recordings[] = {
	{ .cipher = "aes256-ctr",
	  .mac = "hmac-sha2-512",
	  .key = "cc3145086a561c3861e697d69d1e93843a6832556b2a9c5e7bc4421f"
	    "fce02399",
	  .iv = "14ab642c594782670cb3242b87bd8c47",
	  .mac_key = "2f1585d469e5005cb0a8377be04d38c9302f15bcf27a4d23a7202ef7"
	    "4eee30a74967e8999d33f5cb9cc087ef2cc09e57023e6f01c2484e91"
	    "d466e7b8401fc2ed",
	  .wire = { "a79ba690753cf76ee5a086eb2183d0006c519ef35cab5234ac6a39ce"
	    "ce145ef92ea606d42984420f8ab7365ea3ee4baa957fab36b787cba2"
	    "8ca96c68d01980fcbf1e5bfe53380ce9d802a4ddde094d2b2d8f89aa"
	    "33e70c66f792ad4c4a79d666",
	    "18b34df7e59b6814057dcd1c4e8485649e561a041629f00ee991a658"
	    "bf1b03dab70116668e1b1d2ccd7631c713b7648f7df9afe69275e8c6"
	    "0e26903f996534d1ef33c5b8542f4bbef876245a72143d464b71dd29"
	    "e7235dc7718f4c6eb603e6e7" },
	  .plain = { "0000001c0a060000000c7373682d75736572617574689ecc19e4cf5d"
	    "5142aa53",
	    "0000001c0c33000000097075626c69636b657900425fc69be66acbb3"
	    "552a80fd" } },
	{ .cipher = "chacha20-poly1305@openssh.com",
	  .mac = NULL,
	  .key = "e27c162864564c8bbdce94376a7b1c551dc33e8c29b32faecd88a7f4"
	    "4f7907bc5c585a21c6b1bf9608e1eff2203c312370a7f7a5541758c8"
	    "d05533ed3c837a54",
	  .iv = "",
	  .mac_key = "",
	  .wire = { "c268c7033ce1453af32d75c7090d01c259cb3f39eb0651bfac55d460"
	    "73582557c01a6a345b5d30088d222026",
	    "e2dad0a8d5aed1d9e9e8f693a2c33598852e5c74c388453c662cf591"
	    "f8c9349e9075dea071c057c2e484f4e2" },
	  .plain = { "0000001806060000000c7373682d7573657261757468d491ad3906af",
	    "000000180833000000097075626c69636b65790091252c95cf32e4ff" } },
	{ .cipher = "aes128-gcm@openssh.com",
	  .mac = NULL,
	  .key = "c62c9ec5166adf64f08c6c2ea16b1002",
	  .iv = "568b1647f420c084123b5fd0",
	  .mac_key = "",
	  .wire = { "0000002028c44ae56237ebc1cb7cfca0dbba1a43b10456f94c9c5f7b"
	    "8e0b500e79ab17b19b4c3cc286a0dbd018633a35b8f94ac7",
	    "00000020afed507f03d05f37a3497fce257aa489fa84fdc412ea722b"
	    "f9592048908156a055c3a760cc38aec85908b63d5cb716a9" },
	  .plain = { "000000200e060000000c7373682d75736572617574683a974306a3d3"
	    "127ccc64770d5a9b",
	    "000000201033000000097075626c69636b65790003a8bc8df3de6fe5"
	    "27f2b587640bec49" } },
	{ .cipher = "aes256-gcm@openssh.com",
	  .mac = NULL,
	  .key = "bee0583020537eee9732f1a927489d4d46721a9d9c93ed78acdf2eb7"
	    "aa44c06d",
	  .iv = "92b7bf297b4cd196978ef6de",
	  .mac_key = "",
	  .wire = { "000000202f98c9210d4cdaa601c6df400f631f383d93f784805fab63"
	    "cfe4a5380dd1ddf3d669488edccb7e1c3b704e232b200748",
	    "000000200dd207bc11e6dbc1cf04b41b5ab4276abc59c9c337eb12c4"
	    "61f04f90dc3798ac3dbb5d688eb194c604089204396ae2b5" },
	  .plain = { "000000200e060000000c7373682d7573657261757468956b52ab01c6"
	    "9ab179e097909fd4",
	    "000000201033000000097075626c69636b6579002774ca2334defd45"
	    "980d87c8a8828e9b" } },
	{ .cipher = "aes128-ctr",
	  .mac = "hmac-sha2-256-etm@openssh.com",
	  .key = "8b4c4edc559ff7b8b11f7880d3ca8eec",
	  .iv = "4341f0ca634a1afc3bde3c99497e1c70",
	  .mac_key = "3e4ccfe14fe99f875f7db5e7e668f8a1425061e62a324b984ebdf00b"
	    "f0d78f6d",
	  .wire = { "000000209063017cc26e58aa8f343836d6a6fd3bd144502efa5c1f52"
	    "7dc05aededd1df62a2cbf4f11657702553cf871104d3593428a03ea3"
	    "73a171df054f00142d2b2087",
	    "000000205979511092320752ceb43e366c6646fb07f61d75604e40e3"
	    "2c6e9fee673872461f87e7a4b7d2a334843d32ccb74ff2e3da2dcaaa"
	    "ab69b7c368904415bc331f6e" },
	  .plain = { "000000200e060000000c7373682d7573657261757468eb17a8cb3683"
	    "b55caa70c9a64dfc",
	    "000000201033000000097075626c69636b65790065a031870761bb36"
	    "31ff93505bf8c8f8" } },
	{ .cipher = "aes192-ctr",
	  .mac = "hmac-sha1",
	  .key = "00b3dd259b880ca84e2fc00c790b4c2bf00ec9c66ad79b92",
	  .iv = "8d4d5972bd88331b5618d4e69a9923a9",
	  .mac_key = "488c634b7409483e55e9dba2b803117ed6d4e05e",
	  .wire = { "210a9cfa289857075a71b561c1212b794a0df02bff46c36ec88b6ebe"
	    "3be77c8dccc5978c71bae653b7568c301c019aa65d75a10a",
	    "9fe22f8908a24aa3a9ff9e52c134ff96ec7b9a88a713c4edebb2bce6"
	    "02b8d65c34bc24e7e91ca31f0bbcb898fbee4712483fd947" },
	  .plain = { "0000001c0a060000000c7373682d75736572617574689de3553a8878"
	    "8338a9c5",
	    "0000001c0c33000000097075626c69636b6579006e5bcccd8b8b1cf1"
	    "2b01066a" } },
	{ .cipher = "3des-cbc",
	  .mac = "hmac-md5",
	  .key = "35e85f3d684de9278e18f7bf3f169bd7143c1ce0390c4a0e",
	  .iv = "2aac709e37ffef3c",
	  .mac_key = "9851e7d2a38dc2d752fda2e12401e899",
	  .wire = { "377193916fc347aeb302947097b151704c489c7424bf83aee2562141"
	    "304b842a6ad991c71d75540dda81ec45285c8dab",
	    "a02072eb0c78038d3a93d11eaef49a32d1011ad44a3b0536da4b47dd"
	    "15b693ba1a41e802b8f51ccf" },
	  .plain = { "0000001c0a060000000c7373682d75736572617574688bcb6e32f7ed"
	    "abb197f1",
	    "000000140433000000097075626c69636b657900cc8cd192" } },
	{ .cipher = "aes128-cbc",
	  .mac = "hmac-sha1-96",
	  .key = "0a5a68d76017a11eea7168ee97a0957e",
	  .iv = "e80a5cc1e6173595789389b4d7958b63",
	  .mac_key = "0101617499557f3804dd83b46e95e269a970c13d",
	  .wire = { "4f10117e84a43cff9c25ccaad230f3a2492be525b058bd7a12641748"
	    "0e5d21255b304fa702c3bae63931495f",
	    "70a21482c26eda36d3934d67735f70cf13a5632d614f979fe4011724"
	    "0b6ac356078c0fd38ffdf226f0885b5a" },
	  .plain = { "0000001c0a060000000c7373682d757365726175746838b3f783b4b8"
	    "da99296f",
	    "0000001c0c33000000097075626c69636b657900cdab961e174eaaa8"
	    "ec02efa0" } },
};
/* clang-format on */

static struct ett_sealer *sealer(const struct recording *r, enum ett_dir dir)
{
	const struct hex key = hex_make(r->key), iv = hex_make(r->iv);
	const struct hex mac_key = hex_make(r->mac_key);
	const struct ett_seal_keys keys = { hex_view(&key), hex_view(&iv),
					    hex_view(&mac_key) };
	struct ett_sealer *x = calloc(1, ett_sealer_size());

	assert_non_null(x);
	assert_int_equal(ett_sealer_init(x, ett_backend("auto"),
					 ett_cipher_alg(ett_str(r->cipher)),
					 ett_mac_alg(ett_str(r->mac)), dir,
					 &keys),
			 ETT_OK);
	return x;
}

static void drop(struct ett_sealer *x)
{
	ett_sealer_done(x);
	free(x);
}

static void opens(const struct recording *r)
{
	struct ett_sealer *x = sealer(r, ETT_IN);

	for (uint32_t seq = 0; seq < 2; seq++) {
		struct hex packet = hex_make(r->wire[seq]);
		const struct hex plain = hex_make(r->plain[seq]);
		uint32_t len;

		assert_int_equal(packet.n, plain.n + ett_sealer_tag(x));
		assert_int_equal(ett_open_len(x, seq, packet.p, &len), ETT_OK);
		assert_int_equal(len, plain.n - 4);
		assert_int_equal(ett_open(x, seq, packet.p, plain.n), ETT_OK);
		assert_memory_equal(packet.p + 4, plain.p + 4, plain.n - 4);
	}
	drop(x);
}

static void seals(const struct recording *r)
{
	struct ett_sealer *x = sealer(r, ETT_OUT);

	for (uint32_t seq = 0; seq < 2; seq++) {
		struct hex packet = hex_make(r->plain[seq]);
		const struct hex wire = hex_make(r->wire[seq]);

		assert_int_equal(ett_seal(x, seq, packet.p, packet.n), ETT_OK);
		assert_memory_equal(packet.p, wire.p, wire.n);
	}
	drop(x);
}

static void packets_of_openssh_open(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof recordings / sizeof recordings[0]; i++)
		opens(&recordings[i]);
}

static void sealing_gives_what_openssh_sent(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof recordings / sizeof recordings[0]; i++)
		seals(&recordings[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_of_openssh_open),
		cmocka_unit_test(sealing_gives_what_openssh_sent),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

internal import Syntax

/// The mappings that come with the program.
package enum ShippedMappings {
    package static let all: [SourceMapping] = texts.flatMap { name, bytes in
        MappingReader.read(SourceText(id: SourceID(0), name: name, bytes: bytes)).mappings
    }

    /// By the names of the files.
    package static var texts: [(name: String, bytes: [UInt8])] {
        [
            ("fxiaoke.cq", PackageResources.fxiaoke_cq),
            ("hubspot.cq", PackageResources.hubspot_cq),
            ("mailchimp.cq", PackageResources.mailchimp_cq),
            ("paypal.cq", PackageResources.paypal_cq),
            ("salesforce.cq", PackageResources.salesforce_cq),
            ("shopify-orders.cq", PackageResources.shopify_orders_cq),
            ("shopify.cq", PackageResources.shopify_cq),
            ("stripe.cq", PackageResources.stripe_cq),
            ("woocommerce.cq", PackageResources.woocommerce_cq),
            ("youzan.cq", PackageResources.youzan_cq),
            ("zendesk.cq", PackageResources.zendesk_cq),
            ("zoho.cq", PackageResources.zoho_cq),
            ("vocabulary.cq", PackageResources.vocabulary_cq),
        ]
    }
}
